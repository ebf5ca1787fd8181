"""Chromatin states: marks, the models that find states in them, and what the states mean."""
