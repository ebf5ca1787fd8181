"""Variants by frequency, place in genes, element and effect: figure 9 of ENCODE (2012)."""
