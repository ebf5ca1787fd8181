"""Trees worked out by hand, and the published sample where it is there."""

import pytest

from babelix.trees.penn import read_trees
from babelix.trees.tree import Tree

CAT = "(S (NP (DT The) (NN cat)) (VP (VBD sat) (PP (IN on) (NP (DT the) (NN mat)))) (. .))"


def tree(text: str) -> Tree:
    (placed,) = read_trees(text.splitlines(), "here")
    return placed.tree


@pytest.fixture(name="tree")
def tree_fixture():
    return tree


@pytest.fixture
def cat() -> Tree:
    return tree(CAT)
