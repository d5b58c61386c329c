"""Mutation of the mathematics: entries, rules and printed code, changed as a person could err.

Each mutant goes through the checks of its entry alone. One that no check stops has to be proved
equivalent; the result is frozen beside the experiments' and shown on the page of checks.
"""
