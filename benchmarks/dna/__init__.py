"""SpliceAI beside known values."""
