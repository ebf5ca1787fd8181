"""Tables with a header, read in blocks of some thousand rows: every column wanted as a list of words."""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import stream, whole_lines

MISSING = frozenset({b"", b".", b"NA", b"NaN", b"nan", b"NR", b"-"})


@dataclass(frozen=True)
class Block:
    """Some rows: the line that the first stands on, counted from 1, and the words of the columns wanted."""

    line: int
    columns: list[list[bytes]]


class Table:
    """A table, plain, gzip or xz, apart by tabs or else by commas, whose `header` is read; gone through once.

    Raises `RequestError` naming file and line for a file without rows and a row of another length than the header.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        pieces = whole_lines(stream(path))
        text = next(pieces, b"").replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")
        while text.startswith((b"##", b"\n")):
            text = text.partition(b"\n")[2]
        first, _, rest = text.partition(b"\n")
        self._separator = b"\t" if b"\t" in first else b","
        # As R writes tables: quotes round every word that is no number.
        self._quoted_tabs = self._separator == b"\t" and first.startswith(b'"')
        self.header = tuple(decoded(word).strip().strip('"') for word in first.split(self._separator))
        self._texts = chain([rest], (each.replace(b"\r\n", b"\n") for each in pieces))
        self._line = 2
        if not first.strip():
            raise RequestError(f"{path} is empty; give a table with a header and rows below it")

    def find(self, known: Sequence[str]) -> int | None:
        """Return the place of the first of `known` names that the header has, small or large letters; None if none."""
        small = [name.lower() for name in self.header]
        return next((small.index(name) for name in known if name in small), None)

    def blocks(self, wanted: Sequence[int]) -> Iterator[Block]:
        """Yield the rows in blocks, of the columns `wanted` by place."""
        for text in self._texts:
            lines = text.count(b"\n")
            text = text.replace(b'"', b"") if self._quoted_tabs else text
            if len(self.header) > 1:
                text = text.rstrip(b"\n") + b"\n"  # empty lines at the end are no rows
            if not lines or text == b"\n":
                self._line += lines
                continue
            if self._separator == b"," and b'"' in text:
                words = list(chain.from_iterable(self._quoted(text)))
            else:
                self._refuse_ragged(text)
                words = text[:-1].replace(b"\n", self._separator).split(self._separator)
            yield Block(self._line, [words[place :: len(self.header)] for place in wanted])
            self._line += lines

    def _quoted(self, text: bytes) -> Iterator[list[bytes]]:
        rows = csv.reader(text.decode("latin-1").split("\n")[:-1])
        for number, row in enumerate(rows):
            if len(row) != len(self.header):
                raise self._ragged(number, len(row))
            yield [word.encode("latin-1") for word in row]

    def _refuse_ragged(self, text: bytes) -> None:
        letters = np.frombuffer(text, np.uint8)
        ends = np.flatnonzero(letters == ord("\n"))
        apart = np.flatnonzero(letters == self._separator[0])
        found = np.diff(np.searchsorted(apart, ends), prepend=0) + 1
        ragged = np.flatnonzero(found != len(self.header))
        if len(ragged):
            raise self._ragged(int(ragged[0]), int(found[ragged[0]]))

    def _ragged(self, number: int, columns: int) -> RequestError:
        return RequestError(
            f"{self.path}, line {self._line + number}: expected {len(self.header)} columns as in the header, got "
            f"{columns}; mend or drop the line"
        )


def decoded(word: bytes) -> str:
    """Return a word of UTF-8, as EBI's catalogue is, or else of latin-1, as that of 2012 is."""
    try:
        return word.decode()
    except UnicodeDecodeError:
        return word.decode("latin-1")


def whole_numbers(path: Path, block: Block, words: list[bytes], what: str) -> NDArray[np.int64]:
    """Return positions, counted from 1. Raises `RequestError` naming the line of what is none."""
    try:
        found = np.array(words or [b"1"]).astype(np.int64)[: len(words)]
        if (found >= 1).all():
            return found
    except (ValueError, OverflowError):
        pass
    if any(
        word.endswith(b".0") for word in words
    ):  # as pandas writes whole numbers of a column that lacks some
        return whole_numbers(path, block, [word.removesuffix(b".0") for word in words], what)
    number = next(i for i, word in enumerate(words) if not word.isdigit() or not 1 <= int(word) < 1 << 40)
    raise RequestError(
        f"{path}, line {block.line + number}: expected {what} counted from 1, got {_shown(words[number])}; mend or "
        "drop the line"
    )


def numbers(path: Path, block: Block, words: list[bytes], what: str) -> NDArray[np.float64]:
    """Return numbers, NaN where one is missing. Raises `RequestError` naming the line of what is none."""
    try:
        return np.array(words or [b"0"]).astype(np.float64)[: len(words)]
    except ValueError:
        pass
    found = np.full(len(words), np.nan)
    for number, word in enumerate(words):
        if word in MISSING:
            continue
        try:
            found[number] = float(word)
        except ValueError:
            found[number] = math.inf
        if math.isinf(found[number]):
            raise RequestError(
                f"{path}, line {block.line + number}: expected a number as {what}, got {_shown(word)}; mend the line, "
                "or put NA"
            )
    return found


def _shown(word: bytes) -> str:
    return repr(word[:40].decode("latin-1"))
