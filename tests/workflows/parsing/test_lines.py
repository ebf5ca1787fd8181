import pytest

from babelix.base.errors import RequestError
from babelix.trees.grammar.binarise import Markov
from babelix.trees.grammar.pcfg import Grammar
from babelix.trees.penn import read_trees
from babelix.workflows.parsing.grammar.parser import GrammarParser
from babelix.workflows.parsing.lines import parse_lines
from babelix.workflows.parsing.parser import Parsed


class Counting:
    longest = 1000

    def __init__(self):
        self.windows = []

    def parse(self, sentences, **how):
        self.windows.append(len(sentences))
        return [Parsed(tuple(words), None, float(how["beam"])) for words in sentences]


def test_lines_come_in_their_order_some_at_a_time():
    parser = Counting()
    found = list(parse_lines(parser, (f"a {i}" for i in range(300)), beam=3))
    assert [each.words for each in found] == [("a", str(i)) for i in range(300)]
    assert parser.windows == [256, 44]
    assert found[0].log_probability == 3


def test_words_are_what_white_space_separates():
    (first, second) = parse_lines(Counting(), [" a\tb\u00a0c ", ""], beam=1)
    assert (first.words, second.words) == (("a", "b", "c"), ())


def test_a_line_that_is_far_too_long_is_named():
    with pytest.raises(
        RequestError, match=r"line 2 has 1,001 words; expected a sentence of at most 1,000, one a line"
    ):
        list(parse_lines(Counting(), ["a", "x " * 1001], beam=1))


def test_a_line_too_long_for_a_grammar_s_chart_is_named():
    (placed,) = read_trees(["(S (NP (DT the) (NN cat)) (VP (V sat)))"], "bank")
    parser = GrammarParser(Grammar.of([placed.tree], Markov()))
    with pytest.raises(RequestError, match=r"line 3 has 151 words; expected a sentence of at most 150"):
        list(parse_lines(parser, ["the cat sat", "", "the " * 151]))
