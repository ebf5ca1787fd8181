"""Intervals beside bedtools and polars-bio."""
