"""Genome: intervals, sequences and signals along chromosomes. Coordinates are 0-based and half-open."""
