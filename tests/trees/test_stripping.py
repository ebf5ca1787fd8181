import pytest

from babelix.trees.penn import bracketed
from babelix.trees.stripping import WORDS_AND_CATEGORIES, Stripping, category


def left(stripping, tree):
    found = stripping(tree)
    assert found is not None
    return bracketed(found)


TRACED = "( (S-1 (NP-SBJ=2 (-NONE- *)) (VP (VBZ is) (ADVP|PRT (RB-X up)) (SBAR (S (-NONE- *T*-1)))) (-LRB- -LRB-)) )"


def test_outer_label_traces_and_function_tags_go(tree):
    assert left(WORDS_AND_CATEGORIES, tree(TRACED)) == "(S (VP (VBZ is) (ADVP (RB up))) (-LRB- -LRB-))"


def test_each_stays_by_choice(tree):
    stays = Stripping(outer=False, traces=False, functions=False)
    assert stays(tree(TRACED)) == tree(TRACED)
    assert left(Stripping(functions=False), tree(TRACED)).startswith(
        "(S-1 (VP (VBZ is) (ADVP|PRT (RB-X up)))"
    )
    assert left(Stripping(traces=False), tree(TRACED)).startswith("(S (NP (-NONE- *)) (VP")
    assert left(Stripping(outer=False), tree("(TOP (X a))")) == "(TOP (X a))"


def test_outer_labels_go_only_round_a_whole_tree(tree):
    assert left(WORDS_AND_CATEGORIES, tree("(ROOT (S1 (X a)))")) == "(X a)"
    assert left(WORDS_AND_CATEGORIES, tree("(TOP (X a) (Y b))")) == "(TOP (X a) (Y b))"


def test_of_traces_alone_nothing_is_left(tree):
    assert WORDS_AND_CATEGORIES(tree("( (S (NP (-NONE- *))) )")) is None


@pytest.mark.parametrize(
    ("label", "alone"),
    [
        ("NP-SBJ-1", "NP"),
        ("NP=2", "NP"),
        ("PRT|ADVP", "PRT"),
        ("-LRB-", "-LRB-"),
        ("PRP$", "PRP$"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_the_category_of_a_label(label, alone):
    assert category(label) == alone


def test_what_is_stripped_is_said():
    assert str(Stripping()) == "outer label, traces, function tags"
    assert str(Stripping(False, False, False)) == "nothing"
