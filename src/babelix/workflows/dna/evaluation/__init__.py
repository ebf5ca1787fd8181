"""Predicted effects of variants against measured ones."""
