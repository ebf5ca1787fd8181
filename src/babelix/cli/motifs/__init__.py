"""Commands on motifs: what they are like, and who tells them best."""
