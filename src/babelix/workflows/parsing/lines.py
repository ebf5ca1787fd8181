"""Lines of text as a parser reads them, and what comes of each, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.workflows.parsing.parser import Parsed

_WINDOW = 256


@checked
def parse_lines(parser: Any, lines: Iterable[str], **how: Any) -> Iterator[Parsed]:
    """Yield what `parser`, trained or a grammar, makes of each line; an empty one has no tree. White space parts words.

    Raises `RequestError` naming a line of more words than the parser takes (`longest`).
    """
    numbered = enumerate(lines, start=1)
    while window := list(islice(numbered, _WINDOW)):
        sentences = [line.split() for _, line in window]
        for (number, _), words in zip(window, sentences, strict=True):
            if len(words) > parser.longest:
                raise RequestError(
                    f"line {number} has {len(words):,} words; expected a sentence of at most {parser.longest:,}, "
                    "one a line"
                )
        yield from parser.parse(sentences, **how)
