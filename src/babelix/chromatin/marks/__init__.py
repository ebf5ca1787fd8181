"""Reads and signals to binary marks, and the files that hold them."""
