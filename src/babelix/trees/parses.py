"""Trees as the bracket scores read them."""

from babelix.evaluation.brackets import Parse
from babelix.trees.tree import Tree, brackets_of


def parse_of(tree: Tree) -> Parse:
    """Return a tree's words, tags and brackets."""
    return Parse(tree.words, tree.tags, tuple(brackets_of(tree)))
