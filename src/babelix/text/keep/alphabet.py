"""Which letters a model reads, told from its subwords, and what of a text is beyond them.

A byte-level vocabulary spells any letter byte by byte, so nothing says that a model never learned one. But byte-pair
encoding merges the bytes of every letter that its text had often:
decisions/translation/letters-without-a-subword-are-not-read.md.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from babelix.text.sentences.scripts import without_spaces
from babelix.text.subwords import Subwords

# Of a vocabulary that merged so little nothing can be said.
_FEWEST_MERGES, _BYTES = 1024, 260
_BROKEN = "\ufffd"
# Forms of a letter that Unicode (UAX 44) calls compatible and a reader reads as the letter; not raised or circled ones.
_DRAWN = ("<compat>", "<font>", "<wide>", "<narrow>", "<initial>", "<medial>", "<final>", "<isolated>")
_LETTERS = ("Lu", "Ll", "Lt", "Lo")
_JOINERS = "\u200c\u200d"
_WORD = re.compile(r"w+(?:[-‐]w+)*|s")
# What stands between words of one phrase.
_BETWEEN = re.compile(r"\s+|,\s*|\s*[-–—]\s*|['’]|[、，。・：；！？]+")


@dataclass(frozen=True)
class Alphabet:
    """The letters beyond ASCII that some subword holds whole, in lower case, and the scripts of all letters."""

    letters: frozenset[str]
    scripts: frozenset[str]

    @property
    def spaceless(self) -> bool:
        """Whether one of the scripts has no spaces between words."""
        return any(map(without_spaces, self.letters))

    @classmethod
    def of(cls, subwords: Subwords) -> "Alphabet | None":
        """Return the alphabet of a vocabulary, None of one with too few merges to tell."""
        if len(subwords) < _BYTES + _FEWEST_MERGES:
            return None
        held = {letter for number in range(len(subwords)) for letter in subwords.decode([number])}
        letters = frozenset(held - {_BROKEN})
        return cls(
            frozenset(lower for letter in letters for lower in letter.lower() if not lower.isascii()),
            frozenset(_script(letter) for letter in letters if letter.isalpha()),
        )

    def plain(self, text: str) -> str:
        """Return `text` with the letters for another form of letters, where the model reads those alone: ﬁ as fi."""
        if text.isascii():
            return text
        return "".join(map(self._plain, text))

    def _plain(self, letter: str) -> str:
        if self._reads(letter) or not _is_letter(letter):
            return letter
        if not unicodedata.decomposition(letter).startswith(_DRAWN):
            return letter
        drawn = unicodedata.normalize("NFKC", letter)
        return drawn if all(map(self._reads, drawn)) else letter

    def unread(self, text: str) -> list[tuple[int, int]]:
        """Return the characters, half-open, of each phrase of `text` that the model cannot read.

        Those are words of a script of which it knows no letter, and, of one it knows, words with a capital and a letter
        that no subword holds: names.
        """
        if text.isascii():
            return []
        kinds = "".join(self._kinds(text))
        found: list[tuple[int, int]] = []
        for match in _WORD.finditer(kinds):
            start, end = match.span()
            if not self._is_beyond(text[start:end]):
                continue
            if found and (found[-1][1] == start or _BETWEEN.fullmatch(text, found[-1][1], start)):
                start = found.pop()[0]
            found.append((start, end))
        return found

    def _kinds(self, text: str) -> Iterator[str]:
        """Yield w for a character of a word, and s for one that is a word of its own, where words have no spaces."""
        alone = self.spaceless
        for character in text:
            if not _is_of_word(character):
                yield character
            else:
                yield "s" if alone and without_spaces(character) else "w"

    def _is_beyond(self, word: str) -> bool:
        if word.isascii():
            return False
        composed = self.plain(unicodedata.normalize("NFC", word))
        new = [letter for letter in composed if _is_letter(letter) and not self._reads(letter)]
        return any(_script(letter) not in self.scripts for letter in new) or (
            bool(new) and composed[0].isupper()
        )

    def _reads(self, letter: str) -> bool:
        return letter.isascii() or all(each.isascii() or each in self.letters for each in letter.lower())


def _is_of_word(character: str) -> bool:
    return (
        character.isalnum()
        or character == "_"
        or character in _JOINERS
        or unicodedata.category(character)[0] == "M"
    )


def _is_letter(character: str) -> bool:
    """Tell whether a character is a letter, no modifier (an apostrophe as in donʼt) and no sign (nº, 1ª, ℹ)."""
    return unicodedata.category(character) in _LETTERS and not (
        character == "ℹ" or unicodedata.decomposition(character).startswith("<super>")
    )


def _script(letter: str) -> str:
    """Return the script of a letter, which its name begins with: LATIN, CYRILLIC, CJK."""
    return unicodedata.name(letter, "").partition(" ")[0]
