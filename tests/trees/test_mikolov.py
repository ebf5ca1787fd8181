import pytest

from babelix.text.penn_words import penn_words
from babelix.trees.mikolov import Mikolov
from babelix.trees.penn import bracketed, read_trees
from babelix.trees.stripping import WORDS_AND_CATEGORIES
from babelix.workflows.parsing.treebank import named_trees

TREE = "(S (`` ``) (NP (NNP Vinken)) (VP (VBD rose) (NP (CD 1.5) (NN %)) (PRN (-LRB- -LRB-) (-RRB- -RRB-))) (. .))"


def shown(form, tree):
    found = form(tree)
    assert found is not None
    return bracketed(found)


def test_a_tree_by_hand():
    (placed,) = read_trees([TREE], "a test")
    assert shown(Mikolov({"rose"}), placed.tree) == "(S (NP (NNP <unk>)) (VP (VBD rose) (NP (CD N) (NN N))))"
    assert shown(Mikolov(), placed.tree).startswith("(S (NP (NNP vinken))")
    (dot,) = read_trees(["(FRAG (. !))"], "a test")
    assert Mikolov()(dot.tree) is None


def test_words_are_as_those_of_the_tree_and_stay_so():
    form = Mikolov({"rose", "'"})
    found = form.words(["``", "Vinken", "rose", "1\\/2", "%", "-LRB-", "'", "--", "."])
    assert found == ("<unk>", "rose", "N", "N", "'")
    assert form.words(found) == found


@pytest.mark.slow
@pytest.mark.figure
def test_the_sample_comes_out_as_mikolov_gave_it_out(dataset):
    lines = penn_words(dataset("ptb-words")["ptb"])["train"]
    dataset("treebank")
    form = Mikolov({word for line in lines for word in line})
    said = {tuple(line) for line in lines[:3911]}
    trees = [
        form(tree)
        for split in ("val", "test")
        for tree in named_trees("treebank", split, WORDS_AND_CATEGORIES)[0]
    ]
    assert len(trees) == 273 + 245
    assert all(tree.words in said for tree in trees)
