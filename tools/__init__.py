"""Programs for those who work on Babelix; none is installed with it."""
