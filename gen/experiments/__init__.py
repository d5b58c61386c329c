"""Training experiments: what activations do in a network, over many seeds, with frozen results.

    python -m gen.experiments.run          what is stale or missing
    python -m gen.experiments.run --force  everything

An experiment is a module of this package that assigns `EXPERIMENT`. Its results stand in
`results/`, committed, so that the site is built without the data and the minutes they took.
"""
