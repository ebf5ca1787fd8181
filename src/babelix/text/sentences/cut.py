"""Cuts a line into sentences and joins what was made of them, and a text that is too long where that hurts least."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from babelix.text.sentences.ends import ends
from babelix.text.sentences.scripts import without_spaces

# Best first: the end of a clause, a comma, a space. Commas of figures have no space after them.
_PLACES = (
    re.compile(r"[;:؛](?=\s)|\s[–—-](?=\s)|[；：—]"),
    re.compile(r"[,،](?=\s)|[，、､]"),
    re.compile(r"(?<=\S)(?=\s)"),
)
# What stands before an item of a list, a heading or a quotation, and before what someone says; with the box of a task.
_MARK = re.compile(r"\s*(?:(?:[-–—―*+•‣◦⁃▪·●○■□]|--|#{1,6}|>+)[ \t\u00a0\u202f]+)+(?:\[[ xX]\][ \t]+)?(?=\S)")
# English: a question that only names something (The soup? My old letters?), and a short sentence that says more of it.
_TOPIC = re.compile(
    r"\s*(?:the|my|your|his|her|its|our|their)(?:[ ][^\W_]+(?:['’-][^\W_]+)*){1,2}\?", re.IGNORECASE
)
_COMMENT = re.compile(r"[ ](?=[^\W_])(?:\S+[ ]+)*?(?:it|they|them|he|him|she|her)\b.*", re.IGNORECASE)
_SHORTEST, _LONGEST = 2, 12  # words of it
_ROW = re.compile(r"\s*\|.*\|\s*")
# Each part has at least this share of the text, so that no part is a scrap.
_SHARE = 0.25


@dataclass(frozen=True)
class Cut:
    """The parts of a line, and what stood before, between and after them: one gap more than parts.

    Parts neither begin nor end with white space; gaps between them are white space or nothing, in the row of a table
    strokes too, and the first may hold the mark of an item. A blank line has no parts.
    """

    parts: list[str]
    gaps: list[str]

    def join(self, made: Sequence[str]) -> str:
        """Return what was made of the parts as they stood; of a blank line, nothing.

        Where a script without spaces became one with, a space is put in, and the other way round it goes; a part of
        which nothing was made takes the gap before it along.
        """
        line, last = "", ""
        for gap, part, text in zip(self.gaps, self.parts, made, strict=False):
            if text:
                line += (_between(gap, last, part, line, text) if line else self.gaps[0]) + text
            last = part
        return line and line + self.gaps[-1]

    def within(self, cuts: Sequence["Cut"]) -> "Cut":
        """Return the line with each part cut further, as `cuts` have it."""
        parts, gaps = [], [self.gaps[0]]
        for each, gap in zip(cuts, self.gaps[1:], strict=True):
            parts += each.parts
            gaps[-1] += each.gaps[0]
            gaps += each.gaps[1:]
            gaps[-1] += gap
        return Cut(parts, gaps)


def _between(gap: str, before: str, after: str, left: str, right: str) -> str:
    spaceless = without_spaces(left[-1]) or without_spaces(right[0])
    if gap == "":
        was = without_spaces(before[-1]) or without_spaces(after[0])
        return " " if was and not spaceless else ""
    return "" if gap == " " and spaceless and not without_spaces(before[-1]) else gap


def cut(line: str, language: str = "") -> Cut:
    """Return the sentences of a line in `language` (its code), each with its stop and what closes after it.

    The mark of an item, a heading or a quotation at the line's beginning is no part of its first sentence. The cells of
    a table's row (| a | b |) are sentences of their own. An English question that only names something stays with
    a short sentence after it that says more of it: *The soup? The cat has eaten it.*
    """
    if _ROW.fullmatch(line):
        cells = [cut(cell, language) for cell in line.split("|")]
        gaps, parts = [""], list[str]()
        for number, cell in enumerate(cells):
            gaps[-1] += ("|" if number else "") + cell.gaps[0]
            parts += cell.parts
            gaps += cell.gaps[1:]
        return Cut(parts, gaps)
    mark = mark_of(line)
    rest = line[len(mark) :]
    found = _cut_at(rest, _with_topics(rest, list(ends(rest, language)), language))
    return Cut(found.parts, [mark + found.gaps[0], *found.gaps[1:]])


def _with_topics(line: str, places: Sequence[int], language: str) -> list[int]:
    """Return the places but those where a sentence would lose what "it" is in it."""
    if language != "en":
        return list(places)
    pieces = [line[start:end] for start, end in pairwise([0, *places, len(line)])]
    return [
        place
        for place, before, after in zip(places, pieces, pieces[1:], strict=False)
        if not (_TOPIC.fullmatch(before) and _COMMENT.fullmatch(after.rstrip()))
        or not _SHORTEST <= len(after.split()) <= _LONGEST
    ]


def mark_of(line: str) -> str:
    """Return the mark of an item, a heading, a quotation or a speaker that a line begins with, spaces included."""
    found = _MARK.match(line)
    return "" if found is None else found[0]


def cut_to_fit(text: str, fits: Callable[[str], bool], language: str = "") -> Cut:
    """Return `text` in parts that fit: cut where a sentence ends, else a clause, else at a comma, a space, a letter.

    A text is cut into two near its middle until all parts fit. One letter is a part whether it fits or not.
    """
    places: list[int] = []
    waiting = [(0, len(text))]
    while waiting:
        start, end = waiting.pop()
        if fits(text[start:end].strip()):
            continue
        place = _best_place(text[start:end], language)
        if place is not None:
            places.append(start + place)
            waiting += [(start, start + place), (start + place, end)]
    return _cut_at(text, sorted(places))


def _cut_at(line: str, places: Sequence[int]) -> Cut:
    """Return what stands between the places; the white space around each is a gap."""
    parts: list[str] = []
    gaps = [""]
    for start, end in zip((0, *places), (*places, len(line)), strict=True):
        piece = line[start:end]
        part = piece.strip()
        if not part:
            gaps[-1] += piece
            continue
        before = len(piece) - len(piece.lstrip())
        gaps[-1] += piece[:before]
        parts.append(part)
        gaps.append(piece[before + len(part) :])
    return Cut(parts, gaps)


def _best_place(text: str, language: str) -> int | None:
    """Return where to cut `text` in two, or None when it has one letter."""
    middle = len(text) / 2
    low, high = len(text) * _SHARE, len(text) * (1 - _SHARE)

    def best(places: Sequence[int]) -> int | None:
        inside = [
            place
            for place in places
            if low <= place <= high and text[:place].strip() and text[place:].strip()
        ]
        return min(inside, key=lambda place: abs(place - middle), default=None)

    found = best(list(ends(text, language)))
    for pattern in _PLACES:
        found = best([match.end() for match in pattern.finditer(text)]) if found is None else found
    return _between_letters(text, int(middle)) if found is None else found


def _between_letters(text: str, middle: int) -> int | None:
    """Return the place nearest to `middle` that parts no mark or joined picture from its letter, else `middle`."""
    whole = [
        place for place in range(1, len(text)) if not (_joins(text[place]) or text[place - 1] == "\u200d")
    ]
    if whole:
        return min(whole, key=lambda place: abs(place - middle))
    return middle if 0 < middle < len(text) else None


def _joins(character: str) -> bool:
    return unicodedata.combining(character) > 0 or unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
