"""A grammar read off a treebank: the parser to compare with."""
