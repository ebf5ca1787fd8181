import pytest

from babelix.base.errors import RequestError
from babelix.trees.grammar.binarise import Markov
from babelix.trees.grammar.files import load_grammar, save_grammar
from babelix.trees.grammar.pcfg import Grammar
from babelix.trees.penn import read_trees


def test_a_grammar_is_read_as_it_was_saved(tmp_path):
    text = ["(S (NP (DT the) (NN cat)) (VP (V sat)))", "(S (VP (V sat) (NP (NN cat)) (ADV up)))"]
    grammar = Grammar.of((placed.tree for placed in read_trees(text, "bank")), Markov())
    save_grammar(grammar, tmp_path / "g.json")
    again = load_grammar(tmp_path / "g.json")
    for words in (["the", "cat", "sat"], ["sat", "cats", "up"]):
        assert again.parse(words) == grammar.parse(words)


@pytest.mark.parametrize("content", ["", "[]", '{"symbols": []}', '{"binary": [[1]], "unary": []}'])
def test_a_file_that_holds_none_is_named(content, tmp_path):
    (tmp_path / "g.json").write_text(content, encoding="utf-8")
    with pytest.raises(RequestError, match=r"g\.json holds no grammar: "):
        load_grammar(tmp_path / "g.json")
