import pytest

from babelix.base.errors import RequestError
from babelix.trees.grammar.binarise import Markov
from babelix.trees.grammar.pcfg import Grammar
from babelix.trees.penn import read_trees
from babelix.workflows.parsing.grammar.parser import GrammarParser, load_grammar_parser


def test_words_are_escaped_and_long_sentences_refused(tree_run):
    (placed,) = read_trees(["(S (NP (DT the) (NN cat)) (VP (V sat)))"], "bank")
    parser = GrammarParser(Grammar.of([placed.tree], Markov()))
    (found,) = parser.parse([["the", "(", "sat"]])
    assert found.words == ("the", "-LRB-", "sat")
    with pytest.raises(RequestError, match="a sentence of 151 words"):
        parser.parse([["the"] * 151])
    with pytest.raises(RequestError, match="is a run of the task 'parsing'; expected a run of 'grammar'"):
        load_grammar_parser(tree_run)
