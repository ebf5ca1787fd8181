"""Figures of the next word."""
