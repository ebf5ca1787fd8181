"""What a full stop follows without ending a sentence, and who speaks after a quotation: a table a language."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_DIGIT = re.compile(r"\d|(?:[VX]|[IVXLC]{2,})\b")


@dataclass(frozen=True)
class Abbreviations:
    """Words in small letters, without their last full stop.

    After `always` no sentence ends; after `number` none does before a number, after `lower` none before a small letter,
    and after `starter` one does only before a word of `starters`, those that often begin a sentence. Words of `speech`
    right after a quotation go on with its sentence. With `ordinals` a full stop makes a number of one or two digits an
    ordinal.
    """

    always: frozenset[str] = frozenset()
    number: frozenset[str] = frozenset()
    starter: frozenset[str] = frozenset()
    lower: frozenset[str] = frozenset()
    starters: frozenset[str] = frozenset()
    speech: frozenset[str] = frozenset()
    ordinals: bool = False

    def hold(self, word: str, following: str) -> bool:
        """Return whether `word`, before a full stop, is one of these, so that `following` goes on with its sentence."""
        word = word.lower()
        return (
            word in self.always
            or (word in self.number and _DIGIT.match(following) is not None)
            or (word in self.lower and following[:1].islower())
            or (word in self.starter and not self.starts(following))
        )

    def starts(self, following: str) -> bool:
        """Return whether the first word of `following` is one that often begins a sentence."""
        return first_word(following) in self.starters


def first_word(text: str) -> str:
    """Return the first word of `text` in small letters."""
    found = re.match(r"\w+", text)
    return found.group().lower() if found else ""


@cache
def abbreviations(language: str) -> Abbreviations:
    """Return the table of a language by its code (`en`, `pt-BR`), with a short one for what it does not say."""
    tables = _tables()
    table = {**tables[""], **tables.get(language.lower().replace("_", "-").split("-")[0], {})}
    ordinals = bool(table.pop("ordinals", False))
    return Abbreviations(**{name: frozenset(words) for name, words in table.items()}, ordinals=ordinals)


@cache
def _tables() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(
        resources.files("babelix.text.sentences").joinpath("abbreviations.json").read_text(encoding="utf-8")
    )
    return found
