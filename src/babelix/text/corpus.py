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

    def normalised(self, steps: Sequence[str]) -> "ParallelCorpus":
        """Return the corpus after the named normalisation steps, on both sides."""
        return ParallelCorpus(
            [normalise(s, steps) for s in self.source], [normalise(t, steps) for t in self.target]
        )


def read_parallel(source: str | Path, target: str | Path) -> ParallelCorpus:
    """Read two files whose lines belong together.

    Raises `RequestError` when their lengths differ or a line is empty on one side only.
    """
    left, right = read_lines(source), read_lines(target)
    if len(left) != len(right):
        raise RequestError(
            f"{source} has {len(left)} lines and {target} has {len(right)}; "
            "line i of one must translate line i of the other"
        )
    for number, (s, t) in enumerate(zip(left, right, strict=True), start=1):
        if bool(s.strip()) != bool(t.strip()):
            raise RequestError(
                f"line {number} is empty in {source if not s.strip() else target} only; remove the pair"
            )
    pairs = [(s, t) for s, t in zip(left, right, strict=True) if s.strip()]
    return ParallelCorpus([s for s, _ in pairs], [t for _, t in pairs])


def read_tsv(path: str | Path) -> ParallelCorpus:
    """Read ``source TAB target`` lines; further columns are ignored.

    Raises `RequestError` naming a line without a tab.
    """
    source, target = [], []
    for number, line in enumerate(read_lines(path), start=1):
        columns = line.split("\t")
        if len(columns) < 2 or not columns[0].strip() or not columns[1].strip():
            raise RequestError(f"{path}, line {number}: expected source TAB target, got {line[:60]!r}")
        source.append(columns[0])
        target.append(columns[1])
    return ParallelCorpus(source, target)
