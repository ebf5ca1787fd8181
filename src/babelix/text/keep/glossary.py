"""Terms whose translation is given: a word or phrase of the source, and what the translation must say for it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.text.sentences.scripts import without_spaces


class Term(NamedTuple):
    """Characters `start` .. `end`-1 of a sentence, and `wordings`: one must be said for them, best the first."""

    start: int
    end: int
    wordings: tuple[str, ...]

    def said(self, text: str) -> int:
        """Return how often `text` says it, as words of their own."""
        return len(re.findall("|".join(map(_as_words, self.wordings)), text))


class Glossary:
    """Finds the terms of a glossary in sentences, the longest first, none over another.

    A term is found as whole words, in any case unless it has a capital itself; its translation is said as it is written
    in the glossary, or with a capital at first where the term began with one in the sentence and has none.
    """

    def __init__(self, terms: Mapping[str, str]) -> None:
        for source, target in terms.items():
            if not source.strip() or not target.strip():
                raise RequestError(
                    f"`glossary`: {source!r} for {target!r}: expected a term and its translation, neither empty",
                    setting="glossary",
                )
        self._terms = {" ".join(source.split()): " ".join(target.split()) for source, target in terms.items()}
        ordered = sorted(self._terms, key=len, reverse=True)
        self._pattern = re.compile(
            "|".join(
                f"({_as_words(term) if term != term.lower() else f'(?i:{_as_words(term)})'})"
                for term in ordered
            )
        )
        self._ordered = ordered

    def required(self, sentence: str) -> list[Term]:
        """Return what a translation of `sentence` must say, a term for each time one stands there."""
        found = []
        for match in self._pattern.finditer(sentence) if self._ordered else ():
            source = self._ordered[match.lastindex - 1]  # type: ignore[operator]
            target = self._terms[source]
            raised = target[0].upper() + target[1:]
            as_well = match[0][0].isupper() and not source[0].isupper() and raised != target
            found.append(Term(*match.span(), (target, raised) if as_well else (target,)))
        return found


def read_glossary(path: str | Path) -> dict[str, str]:
    """Read a glossary: a line a term, source TAB target; blank lines are passed over.

    Raises `RequestError` naming the line that has no tab or several, an empty side, or a term that stands above with
    another translation, and a file without a term.
    """
    terms: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        sides = [side.strip() for side in line.split("\t")]
        if len(sides) != 2:
            raise RequestError(
                f"{where}: expected a term, a tab and its translation, got {len(sides) - 1 or 'no'} "
                f"tab{'s' if len(sides) > 2 else ''} in {line[:60]!r}"
            )
        source, target = sides
        if not source or not target:
            raise RequestError(
                f"{where}: the {'translation' if source else 'term'} is empty; give both or leave it out"
            )
        if terms.get(source, target) != target:
            raise RequestError(
                f"{where}: {source!r} is {target!r} here and {terms[source]!r} in line {lines[source]}; keep one"
            )
        terms[source], lines[source] = target, lines.get(source, number)
    if not terms:
        raise RequestError(f"{path} holds no term; expected lines of a term, a tab and its translation")
    return terms


def _as_words(term: str) -> str:
    """Return the pattern of `term` as words of their own, whatever white space stands between them.

    Where an end of it belongs to a script without spaces, anything may stand beside it.
    """
    pattern = r"\s+".join(map(re.escape, term.split()))
    left = r"(?<!\w)" if term[0].isalnum() and not without_spaces(term[0]) else ""
    right = r"(?!\w)" if term[-1].isalnum() and not without_spaces(term[-1]) else ""
    return left + pattern + right
