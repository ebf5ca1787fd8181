"""Recomputing only what a variant changes: a convolution-only net as nodes, the activations kept, what edits reach."""
