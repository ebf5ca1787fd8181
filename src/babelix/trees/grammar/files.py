"""Grammars as files: their counts as JSON, of which the probabilities are made again."""

import json
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.trees.grammar.lexicon import Lexicon
from babelix.trees.grammar.pcfg import Grammar


def save_grammar(grammar: Grammar, path: Path) -> None:
    """Write the counts of a grammar, whole or not at all."""
    lexicon = grammar.lexicon
    values = {
        "symbols": grammar.symbols,
        "binary": [list(rule) for rule in grammar.binary],
        "unary": [list(rule) for rule in grammar.unary],
        "words": lexicon.words,
        "rare": lexicon.rare,
        "tags": lexicon.tags,
    }
    write_json(path, values)


def load_grammar(path: Path) -> Grammar:
    """Read what `save_grammar` wrote. Raises `RequestError` naming a file that is no grammar."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        binary = [(int(a), int(b), int(c), int(n)) for a, b, c, n in values["binary"]]
        unary = [(int(a), int(b), int(n)) for a, b, n in values["unary"]]
        return Grammar(
            values["symbols"], binary, unary, Lexicon(values["words"], values["rare"], values["tags"])
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RequestError(f"{path} holds no grammar: {error}") from None
