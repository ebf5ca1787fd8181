import pytest

from babelix.base.errors import RequestError
from babelix.trees.penn import DEEPEST, bracketed, escaped, read_trees, unescaped

TWO = """( (S (NP (DT The)
        (NN cat))
    (VP (VBD sat))) )

(NP (NN Mat))"""


def test_trees_stand_one_after_the_other_over_lines():
    found = list(read_trees(TWO.splitlines(), "two"))
    assert [bracketed(each.tree) for each in found] == [
        "( (S (NP (DT The) (NN cat)) (VP (VBD sat))))",
        "(NP (NN Mat))",
    ]
    assert [each.line for each in found] == [1, 5]


def test_what_is_written_is_read_as_it_was(tree, cat):
    outer = tree("( (X (Y a)) (-LRB- -LRB-) (Z b))")
    assert tree(bracketed(outer)) == outer
    assert tree(bracketed(cat)) == cat


def test_brackets_within_words_have_names():
    assert escaped("f(x)[1]{2}") == "f-LRB-x-RRB--LSB-1-RSB--LCB-2-RCB-"
    assert unescaped(escaped("f(x)[1]{2}")) == "f(x)[1]{2}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("(S (NP (DT The)", "line 1: a tree that is never closed: 2 [)] are missing"),
        ("\n(S (X a)))", "line 2: a [)] that closes nothing"),
        ("(S (X a))\nword", "line 2: 'word' outside of brackets"),
        ("(S)", r"line 1: a bracket with nothing in it, \(S\)"),
        ("(S (X a)\n ())", r"line 2: an empty bracket, \(\)"),
        ("(S (X a b))", r"line 1: 2 words under one tag, \(X a ...\)"),
        ("(S (X a) b)", r"line 1: the word 'b' beside brackets in \(S ...\)"),
        ("(S b (X a))", r"line 1: the word 'b' beside brackets in \(S ...\)"),
        ("(" * (DEEPEST + 1), f"line 1: more than {DEEPEST} brackets within each other"),
    ],
)
def test_what_is_no_tree_is_refused_by_line(text, told):
    with pytest.raises(RequestError, match=f"^mine, {told}.*; expected trees such as"):
        list(read_trees(text.splitlines(), "mine"))


def test_the_deepest_tree_is_read(tree):
    assert tree("(A " * (DEEPEST - 1) + "(B c)" + ")" * (DEEPEST - 1)).depth == DEEPEST - 1
