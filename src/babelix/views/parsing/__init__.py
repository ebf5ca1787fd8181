"""Trees to look at."""
