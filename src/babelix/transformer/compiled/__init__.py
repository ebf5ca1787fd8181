"""Decoding as a program of its own: weights made ready once, a sentence's steps in one compiled function."""
