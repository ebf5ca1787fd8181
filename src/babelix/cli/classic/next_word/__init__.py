"""`babelix classic next-word`: from n-grams to attention."""
