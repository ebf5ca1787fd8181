import pytest
import torch

from babelix.base.errors import RequestError
from babelix.text import END, Subwords
from babelix.text.ragged import Ragged
from babelix.trees.penn import read_trees
from babelix.trees.symbols import Symbols
from babelix.workflows.parsing.encoded import as_text, encode, pointer, read, vocabulary


@pytest.fixture(scope="module")
def trees():
    text = "(S (NP (DT The) (NN cat)) (VP (VBD sat)))\n(S (NP (NN Cats)) (VP (VBP sit) (UH oh)))"
    return [placed.tree for placed in read_trees(text.splitlines(), "here")]


@pytest.fixture(scope="module")
def subwords(trees):
    return Subwords.train([as_text(tree.words) for tree in trees] * 9, 290)


def test_a_sentence_has_a_space_before_each_word_and_brackets_by_name():
    assert as_text(("A", "(b)")) == " A -LRB-b-RRB-"
    assert as_text(("A", "(b)"), lower=True) == " a -lrb-b-rrb-"


def test_of_a_very_long_word_the_ends_are_read():
    assert as_text(("a" * 41 + "b" * 499 + "c" * 20, "on")) == f" {'a' * 40}{'c' * 20} on"
    assert as_text(("é" * 60,)) == f" {'é' * 60}"


def test_trees_are_encoded_and_subwords_stand_after_the_symbols(trees, subwords):
    symbols = Symbols.of(trees)
    found = encode(trees, subwords, symbols, 50)
    assert [symbols.decode(row, tree.words) for row, tree in zip(found.target, trees, strict=True)] == trees
    moved = read(found.source, symbols)
    assert moved.lengths.tolist() == found.source.lengths.tolist()
    assert [i - len(symbols) + 4 for i in moved.values.tolist()] == found.source.values.tolist()
    assert vocabulary(subwords, symbols) == len(symbols) + len(subwords) - 4
    assert read(Ragged.of([[END]]), symbols).values.tolist() == [END]
    both = found.joined(found)
    assert len(both) == 4
    assert list(both.target) == [*found.target, *found.target]


def test_what_does_not_fit_is_left_out_and_counted(trees, subwords):
    symbols = Symbols.of(trees[:1])
    found = encode(trees, subwords, symbols, 50)
    assert found.left_out == {"with labels that no training tree has": 1}
    assert found.trees == trees[:1]
    with pytest.raises(RequestError, match=r"no tree is left: 1 of 1 were longer than data\.max_tokens"):
        encode(trees[:1], subwords, symbols, 5)


def test_the_pointer_counts_words_on_both_sides(trees, subwords):
    symbols = Symbols.of(trees)
    found = encode(trees, subwords, symbols, 50)
    mine = pointer(subwords, symbols)
    source = torch.tensor([[*next(iter(read(found.source, symbols))), END]])
    memory = torch.ones(1, source.shape[1], 3)
    assert mine.words(memory, source, 0).shape == (1, 4, 3)
    assert int(mine.said(torch.tensor(next(iter(found.target)))).sum()) == 3
