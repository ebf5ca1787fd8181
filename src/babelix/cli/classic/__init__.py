"""`babelix classic`: the systems before the Transformer."""
