"""CKY beside every derivation there is, on a grammar small enough."""

import math

import pytest

from babelix.base.errors import RequestError
from babelix.trees.grammar.binarise import Markov
from babelix.trees.grammar.pcfg import LONGEST, Grammar
from babelix.trees.penn import bracketed, read_trees

BANK = """(S (NP (DT the) (NN cat)) (VP (V saw) (NP (DT the) (NN dog))))
(S (NP (DT the) (NN dog)) (VP (V saw) (NP (NP (DT the) (NN cat)) (PP (IN on) (NP (DT the) (NN mat))))))
(S (NP (NN cats)) (VP (VP (V saw) (NP (DT the) (NN cat))) (PP (IN on) (NP (NN mats)))))
(S (VP (V saw)))"""


@pytest.fixture(scope="module")
def grammar():
    return Grammar.of((placed.tree for placed in read_trees(BANK.splitlines(), "bank")), Markov(1, 1))


def every(grammar, words, symbol, i, j, chain=()):
    """log p of every derivation of a symbol over words i to j, chains without circles."""
    if j == i + 1:
        yield from (score for tag, score in grammar.lexicon.scores(words[i], i == 0).items() if tag == symbol)
    totals = {}
    for a, *_, count in (*grammar.binary, *grammar.unary):
        totals[a] = totals.get(a, 0) + count
    number = grammar.symbols.index(symbol)
    for a, b, count in grammar.unary:
        if a == number and b not in chain:
            for rest in every(grammar, words, grammar.symbols[b], i, j, (*chain, b)):
                yield math.log(count / totals[a]) + rest
    for a, b, c, count in grammar.binary:
        for k in range(i + 1, j) if a == number else ():
            for left in every(grammar, words, grammar.symbols[b], i, k):
                for right in every(grammar, words, grammar.symbols[c], k, j):
                    yield math.log(count / totals[a]) + left + right


@pytest.mark.parametrize("text", ["saw", "the cat saw cats", "the cat saw mats on mats", "cats saw"])
def test_the_likeliest_is_the_best_of_every_derivation(grammar, text):
    words = text.split()
    found = grammar.parse(words)
    assert found.tree.words == tuple(words)
    assert found.log_probability == pytest.approx(max(every(grammar, words, "TOP", 0, len(words))), abs=1e-9)


def test_a_tree_of_the_bank_is_found_again(grammar):
    assert bracketed(grammar.parse(["the", "cat", "saw", "the", "dog"]).tree) == BANK.splitlines()[0]


def test_what_the_grammar_has_no_tree_for_is_flat():
    (placed,) = read_trees(["(S (A on) (B the))"], "bank")
    found = Grammar.of([placed.tree], Markov()).parse(["on", "on", "the"])
    assert bracketed(found.tree) == "(S (A on) (A on) (B the))"
    assert found.log_probability == -math.inf


def test_words_never_seen_have_a_tag(grammar):
    assert grammar.parse(["the", "bat", "saw", "-LRB-"]).tree.words == ("the", "bat", "saw", "-LRB-")


def test_the_impossible_is_refused(grammar):
    with pytest.raises(RequestError, match=r"a sentence of 151 words: expected 1 to 150"):
        grammar.parse(["the"] * (LONGEST + 1))
    with pytest.raises(RequestError, match="there are no trees to read a grammar off"):
        Grammar.of([], Markov())
