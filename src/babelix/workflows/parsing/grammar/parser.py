"""A grammar ready to parse, as a trained parser is."""

from collections.abc import Sequence
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.inspection.attention_map import AttentionSet
from babelix.trees.grammar.files import load_grammar
from babelix.trees.grammar.pcfg import LONGEST, Grammar
from babelix.trees.penn import escaped
from babelix.trees.tree import Tree
from babelix.workflows.parsing.grammar.settings import GrammarSettings
from babelix.workflows.parsing.parser import Parsed
from babelix.workflows.runs.folder import read_settings

FILE = "grammar.json"
NO_ATTENTION = "a grammar has no attention to show; leave `html` out, or take a trained parser"


class GrammarParser:
    """Parses sentences by the likeliest derivation."""

    longest = LONGEST

    def __init__(self, grammar: Grammar, name: str = "") -> None:
        self.grammar, self.name = grammar, name

    @checked
    def parse(
        self,
        sentences: Sequence[Sequence[str]],
        *,
        beam: int | None = None,
        alpha: float | None = None,
        batch_size: int = 64,
        listener: Listener = silent,
    ) -> list[Parsed]:
        """Return the tree of each sentence, which is a list of its words; no words have no tree.

        The chart holds every derivation, one sentence at a time: `batch_size` changes nothing. Raises `RequestError` on
        a `beam` or an `alpha`, and on a sentence too long for a chart.
        """
        if beam is not None or alpha is not None:
            raise RequestError(
                "`beam` and `alpha` are for a trained parser's search; leave them out with a grammar",
                setting=("beam", "alpha"),
            )
        progress = Reporter(listener, "parsing", len(sentences), "sentences")
        found = []
        for sentence in sentences:
            words = tuple(escaped(word) for word in sentence)
            if words:
                derived = self.grammar.parse(words)
                found.append(Parsed(words, derived.tree, derived.log_probability, derived.log_probability))
            else:
                found.append(Parsed((), None))
            progress.advance(1)
        return found

    @checked
    def attention(self, words: Sequence[str], tree: Tree | None = None) -> AttentionSet:
        """Raise `RequestError`: a grammar attends to nothing."""
        raise RequestError(NO_ATTENTION, setting="html")


def load_grammar_parser(folder: Path) -> GrammarParser:
    """Return the grammar in a run folder. Raises `RequestError` when it holds none."""
    read_settings(folder, GrammarSettings)
    return GrammarParser(load_grammar(folder / FILE), folder.name)
