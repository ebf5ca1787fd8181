"""Vectors of words: learned from the company they keep (`learn`), read from files, taught to an encoder."""

from babelix.text.vectors.file import read_vectors, write_vectors
from babelix.text.vectors.words import WordVectors, words_of

__all__ = ["WordVectors", "read_vectors", "words_of", "write_vectors"]
