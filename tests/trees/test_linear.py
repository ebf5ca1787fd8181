import zipfile

import pytest

from babelix.base.errors import RequestError
from babelix.trees.linear import linear, tree_of
from babelix.trees.penn import bracketed, read_trees
from babelix.trees.stripping import Stripping
from babelix.trees.symbols import Symbols

SAID = "(S (NP DT NN )NP (VP VBD (PP IN (NP DT NN )NP )PP )VP . )S"


def test_the_linear_form_by_hand(cat):
    assert " ".join(linear(cat)) == SAID
    assert " ".join(linear(cat, tags=False)).startswith("(S (NP XX XX )NP (VP XX (PP")


def test_there_and_back(cat, tree):
    assert tree_of(SAID.split(), cat.words) == cat
    for text in ("(NN cat)", "(S (VP (VP (NP (NN cat)))))", "( (A (B c)) (D e))"):
        assert tree_of(linear(tree(text)), tree(text).words) == tree(text)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("(S X )NP", r"symbol 3, '\)NP', where \(S is open"),
        (")S", r"symbol 1, '\)S', where nothing is open"),
        ("(S )S", r"symbol 2, '\)S', where \(S is open"),
        ("(S X Y )S", "symbol 3, 'Y', where no word is left"),
        ("(S X )S (S", r"symbol 4, '\(S', follows a whole tree"),
        ("(S X", "no whole tree of 1 words: 1 brackets open, 1 words said"),
        ("", "no whole tree of 1 words: 0 brackets open, 0 words said"),
    ],
)
def test_what_is_no_tree_of_these_words_is_refused(said, told):
    with pytest.raises(RequestError, match=f"^{told}$"):
        tree_of(said.split(), ["word"])


@pytest.mark.slow
def test_every_tree_of_the_sample_comes_back(dataset):
    with zipfile.ZipFile(dataset("treebank")["treebank"]) as packed:
        members = [name for name in packed.namelist() if name.endswith(".mrg")]
        texts = [packed.read(name).decode("ascii") for name in members]
    trees = [each.tree for text in texts for each in read_trees(text.splitlines(), "sample")]
    assert len(members) == 199
    assert len(trees) == 3914
    for stripping, every in ((Stripping(), 1), (Stripping(outer=False, traces=False, functions=False), 7)):
        some = trees[::every]
        kept = [found for tree in some if (found := stripping(tree)) is not None]
        assert len(kept) == len(some)
        symbols = Symbols.of(kept)
        for tree in kept:
            assert symbols.decode(symbols.encode(tree) or (), tree.words) == tree
        (again,) = read_trees([bracketed(kept[-1])], "again")
        assert again.tree == kept[-1]
