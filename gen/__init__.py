"""The generator of "Activation Functions, Checked": from one definition to a checked page.

The flow runs one way: catalog -> derivation -> verification -> records -> figures, claims, pages ->
the MkDocs site. Nothing reads what stands to its right; `build` is the only module that knows all
the stages.
"""
