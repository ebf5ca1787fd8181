"""Lines of text as a parser reads them, and what comes of each, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

from babelix.base.errors import RequestError
from babelix.workflows.parsing.parser import Parsed

LONGEST = 1000
"""Words a line may have."""
_WINDOW = 256


class Parses(Protocol):
    """What turns words into trees: a trained parser, or a grammar."""

    def parse(self, sentences: list[list[str]], **how: Any) -> list[Parsed]:
        """Return the tree of each sentence."""


def parse_lines(parser: Parses, lines: Iterable[str], **how: Any) -> Iterator[Parsed]:
    """Yield what `parser` makes of each line, words being what white space separates; of an empty one no tree.

    Raises `RequestError` naming a line of more than a thousand words.
    """
    numbered = enumerate(lines, start=1)
    while window := list(islice(numbered, _WINDOW)):
        sentences = [line.split() for _, line in window]
        for (number, _), words in zip(window, sentences, strict=True):
            if len(words) > LONGEST:
                raise RequestError(
                    f"line {number} has {len(words):,} words; expected a sentence of at most {LONGEST:,}, one a line"
                )
        yield from parser.parse(sentences, **how)
