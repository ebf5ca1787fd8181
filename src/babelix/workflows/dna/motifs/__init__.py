"""Motifs: where they come from, what they look like, what they are like."""
