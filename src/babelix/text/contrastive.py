"""Contrastive pairs: one source, the right translation and the same with the pronoun of the other gender."""

import re
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import read_lines

_GENDERS = {"il": "masculine", "ils": "masculine", "elle": "feminine", "elles": "feminine"}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class ContrastivePair:
    """A source, its right translation, the contrastive one, and the gender of the right pronoun."""

    source: str
    right: str
    contrastive: str
    gender: str


def read_contrastive(path: Path) -> list[ContrastivePair]:
    """Return the English-French pronoun pairs: tab-separated, alternate lines right and contrastive.

    Raises `RequestError` naming the lines that do not pair up.
    """
    lines = read_lines(path)
    if len(lines) % 2:
        raise RequestError(
            f"{path}: expected an even number of lines, right and contrastive, got {len(lines)}"
        )
    return [_pair(path, number, lines[number : number + 2]) for number in range(0, len(lines), 2)]


def _pair(path: Path, number: int, lines: list[str]) -> ContrastivePair:
    place = f"{path}, lines {number + 1} and {number + 2}"
    fields = [line.split("\t") for line in lines]
    if any(len(each) != 2 for each in fields) or fields[0][0] != fields[1][0]:
        raise RequestError(f"{place}: expected one source twice, each with a translation after a tab")
    right, contrastive = fields[0][1], fields[1][1]
    words = (_WORD.findall(text.lower()) for text in (right, contrastive))
    changed = (
        one for one, other in zip(*words, strict=False) if one != other and {one, other} <= _GENDERS.keys()
    )
    pronoun = next(changed, None)
    if pronoun is None:
        raise RequestError(f"{place}: expected translations that differ in il, ils, elle or elles")
    return ContrastivePair(fields[0][0], right, contrastive, _GENDERS[pronoun])
