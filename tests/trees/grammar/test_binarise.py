import pytest

from babelix.trees.grammar.binarise import Markov, plain
from babelix.trees.penn import bracketed, read_trees


def tree(text):
    (placed,) = read_trees([text], "here")
    return placed.tree


FLAT = tree("(S (NP (DT a) (JJ b) (JJ c) (NN d)) (VP (V e)))")


def test_labels_and_middles_by_hand():
    assert bracketed(Markov(2, 1).binary(FLAT)) == (
        "(TOP (S (NP^S (DT a) (@NP^S|DT (JJ b) (@NP^S|JJ (JJ c) (NN d)))) (VP^S (V e))))"
    )
    assert bracketed(Markov(1, 2).binary(FLAT)) == (
        "(TOP (S (NP (DT a) (@NP|DT (JJ b) (@NP|DT,JJ (JJ c) (NN d)))) (VP (V e))))"
    )
    assert "(VP^VP^S" in bracketed(Markov(3, 1).binary(tree("(S (VP (VP (V a))))")))


@pytest.mark.parametrize("markov", [Markov(1, 1), Markov(2, 2), Markov(3, 3)])
def test_there_and_back(markov):
    for each in (
        FLAT,
        tree("(S (VP (VP (V a))))"),
        tree("(X (A a) (B (C c) (D d) (E e)) (F f) (G g) (H h))"),
    ):
        made = markov.binary(each)
        assert max(len(node.children) for node in made.constituents()) <= 2
        assert plain(made) == each
