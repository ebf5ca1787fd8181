"""Every way through the rule is a tree over exactly the words given, and every tree is a way through the rule."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.trees.symbols import Symbols
from babelix.trees.wellformed import WellFormed

END = 2


def ways(rule, memory, said=()):
    """Every sequence that ends, of one sentence."""
    for token in np.flatnonzero(rule.allowed(memory)[0]).tolist():
        if token == END:
            yield said
        else:
            yield from ways(rule, rule.advance(memory, np.array([token])), (*said, token))


def started(rule, words, limit):
    return rule.start(np.array([words]), np.array([limit]))


def test_every_way_is_another_tree_over_exactly_the_words(tree):
    symbols = Symbols.of([tree("(S (A a) (B b))"), tree("(N (N (A a)))")])
    rule = WellFormed(symbols, END)
    found = [symbols.decode(said, ["u", "v"]) for said in ways(rule, started(rule, 2, 9))]
    # Two labels for the root, four pairs of tags; in the root, brackets of two labels: none, one round the first, the
    # second or both words, one round each.
    assert len(found) == len(set(found)) == 2 * 4 * (1 + 2 + 2 + 2 + 2 * 2)
    assert all(each.words == ("u", "v") for each in found)


def test_a_tree_of_the_training_trees_is_allowed_symbol_by_symbol(cat):
    symbols = Symbols.of([cat])
    rule = WellFormed(symbols, END)
    memory = started(rule, 7, 300)
    for token in symbols.encode(cat):
        assert rule.allowed(memory)[0, token]
        memory = rule.advance(memory, np.array([token]))
    assert np.flatnonzero(rule.allowed(memory)[0]).tolist() == [END]


@pytest.mark.parametrize("limit", [4, 5])
def test_what_is_left_is_enough_to_close(cat, limit):
    """With the least that a tree needs, and one more, which no bracket can use, only the flattest is possible."""
    symbols = Symbols.of([cat])
    rule = WellFormed(symbols, END)
    found = set(ways(rule, started(rule, 1, limit)))
    assert {len(said) for said in found} == {3}
    assert len(found) == len(symbols.labels) * len(symbols.tags)


@pytest.mark.slow
@settings(max_examples=17)
@given(st.lists(st.tuples(st.integers(1, 7), st.integers(0, 29)), min_size=1, max_size=3), st.randoms())
def test_a_walk_at_random_ends_in_a_tree_within_the_limit(sentences, random):
    symbols = Symbols(("A", "B", "C"), ("x", "y"), 3, 2)
    rule = WellFormed(symbols, END, deepest=5)
    words = np.array([count for count, _ in sentences])
    limits = words + 3 + np.array([more for _, more in sentences])
    memory = rule.start(words, limits)
    said = [[] for _ in sentences]
    for _ in range(int(limits.max())):
        allowed = rule.allowed(memory)
        going = [i for i, each in enumerate(said) if END not in each]
        chosen = np.full(len(sentences), END)
        for i in going:
            chosen[i] = random.choice(np.flatnonzero(allowed[i]).tolist())
            said[i].append(int(chosen[i]))
        memory = rule.advance(memory, chosen)
    for row, count, limit in zip(said, words.tolist(), limits.tolist(), strict=True):
        assert row[-1] == END
        assert len(row) <= limit
        tree = symbols.decode(row[:-1], [f"w{i}" for i in range(count)])
        assert len(tree.words) == count
        assert tree.depth <= 5


def test_the_impossible_is_refused():
    rule = WellFormed(Symbols(("A",), ("x",), 1, 1), END)
    for words, limit in ((0, 9), (3, 5)):
        with pytest.raises(RequestError, match="a tree needs a word, and as many symbols as words"):
            started(rule, words, limit)
    with pytest.raises(RequestError, match="there are no trees to take symbols from"):
        WellFormed(Symbols((), ("x",), 1, 1), END)
