"""Probabilistic context-free grammars read off trees: the parsers of before neural nets, to compare with."""
