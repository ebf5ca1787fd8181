"""Attention of any model, and what its heads are worth."""
