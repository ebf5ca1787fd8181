"""Motifs as figures: letters as tall as their share of the information."""
