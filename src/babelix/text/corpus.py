"""Parallel corpora: two files line by line, or one file of tab-separated pairs; plain or gzipped UTF-8."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.text.normalise import normalise


@dataclass(frozen=True)
class ParallelCorpus:
    """Sentence pairs: `source[i]` is translated by `target[i]`."""

    source: list[str]
    target: list[str]

    def __len__(self) -> int:
        return len(self.source)

    def cut(self, at: int) -> tuple["ParallelCorpus", "ParallelCorpus"]:
        """Return the pairs before number `at`, none if that is below 0, and the others."""
        at = max(at, 0)
        return (
            ParallelCorpus(self.source[:at], self.target[:at]),
            ParallelCorpus(self.source[at:], self.target[at:]),
        )

    def joined(self, other: "ParallelCorpus") -> "ParallelCorpus":
        """Return these pairs and then those of `other`."""
        return ParallelCorpus([*self.source, *other.source], [*self.target, *other.target])

    def normalised(self, steps: Sequence[str]) -> "ParallelCorpus":
        """Return the corpus after the named normalisation steps, on both sides."""
        return ParallelCorpus(
            [normalise(s, steps) for s in self.source], [normalise(t, steps) for t in self.target]
        )


def read_parallel(source: str | Path, target: str | Path, *, empty: bool = False) -> ParallelCorpus:
    """Read two files whose lines belong together.

    Raises `RequestError` when their lengths differ, or a line is empty on one side only unless `empty`.
    """
    left, right = read_lines(source), read_lines(target)
    for path, lines in ((source, left), (target, right)):
        tabbed = next((number for number, line in enumerate(lines, start=1) if "\t" in line), None)
        if tabbed is not None:
            raise RequestError(
                f"{path}, line {tabbed} holds a tab: expected plain sentences, one a line; a TSV of pairs is given "
                "alone, several are several corpora"
            )
    if len(left) != len(right):
        raise RequestError(
            f"{source} has {len(left)} lines and {target} has {len(right)}; "
            "line i of one must translate line i of the other"
        )
    for number, (s, t) in enumerate(zip(left, right, strict=True), start=1):
        if not empty and bool(s.strip()) != bool(t.strip()):
            raise RequestError(
                f"line {number} is empty in {source if not s.strip() else target} only; remove the pair"
            )
    pairs = [(s, t) for s, t in zip(left, right, strict=True) if s.strip() or t.strip()]
    return ParallelCorpus([s for s, _ in pairs], [t for _, t in pairs])


def read_tsv(path: str | Path, columns: Sequence[int] = (1, 2), *, empty: bool = False) -> ParallelCorpus:
    """Read ``source TAB target`` lines, or the two `columns` (from 1) of wider ones; other columns are ignored.

    Empty lines at the end are no pairs. Raises `RequestError` naming a line that lacks a side, unless `empty` sides are
    wanted, and on a file of three columns or more whose sources are numbers, but for a few such as a head: that column
    is the lines' names.
    """
    lines = read_lines(path)
    while lines and not lines[-1].strip():
        lines.pop()
    source, target = [], []
    s, t = (column - 1 for column in columns)
    expected = "source TAB target" if tuple(columns) == (1, 2) else f"text in columns {s + 1} and {t + 1}"
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t")
        if empty:
            cells += [""] * (max(s, t) + 1 - len(cells))
        elif len(cells) <= max(s, t) or not cells[s].strip() or not cells[t].strip():
            raise RequestError(f"{path}, line {number}: expected {expected}, got {line[:60]!r}")
        source.append(cells[s])
        target.append(cells[t])
    numbers = sum(text.strip().isdecimal() for text in source)
    if numbers and numbers >= len(source) - max(1, len(source) // 10) and lines[-1].count("\t") > 1:
        raise RequestError(
            f"{path}: column {s + 1} holds little but numbers, names of the lines and no sentences; "
            "name the columns of the two languages (`columns`, such as [2, 3])",
            setting="columns",
        )
    return ParallelCorpus(source, target)


def find_pair(
    pair: tuple[str, str], paths: Sequence[Path], columns: Sequence[int], steps: Sequence[str]
) -> str | None:
    """Return the file and line where a pair stands, one TSV or two files having been read and normalised by `steps`.

    None where no line is that pair. It reads the files again, for it is asked of a pair that is at fault.
    """
    first = read_lines(paths[0])
    if len(paths) == 1:
        s, t = (column - 1 for column in columns)
        cells = [line.split("\t") for line in first]
        sides = [(each[s], each[t]) if len(each) > max(s, t) else ("", "") for each in cells]
    else:
        sides = list(zip(first, read_lines(paths[1]), strict=False))
    for number, (source, target) in enumerate(sides, start=1):
        if normalise(source, steps) == pair[0] and normalise(target, steps) == pair[1]:
            return f"{paths[0]}, line {number}"
    return None
