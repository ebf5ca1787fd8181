"""Motifs: what they are, how they are made of sequences, how like another they are, how tall their letters."""
