"""A test set of one's own: a source file and files of references, line by line."""

from collections.abc import Sequence
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.text.splits import References


def read_references(source: Path | None, references: Sequence[Path]) -> References:
    """Return every line of `source` with the same line of each file of `references`, in the order of the files.

    Without a `source` its lines are empty. Raises `RequestError` on a file with fewer or more lines than the first,
    naming it and the line, on one without any, and on a line that holds a tab: a TSV is no file of sentences. Each file
    is read once: it may be a pipe.
    """
    first, others = (references[0], references[1:]) if source is None else (source, references)
    lines = read_lines(first)
    columns = [_plain(path, read_aligned(path, first, len(lines))) for path in others]
    _plain(first, _aligned(first, lines, first, len(lines)))
    if source is None:
        lines, columns = [""] * len(lines), [lines, *columns]
    return References(lines, [list(row) for row in zip(*columns, strict=True)])


def read_aligned(path: Path, first: Path | str, expected: int) -> list[str]:
    """Return the lines of `path`, which belong to the `expected` lines of `first`, one to one.

    Raises `RequestError` naming the file and the line from which they do not, and on a file without any line.
    """
    return _aligned(path, read_lines(path), first, expected)


def _aligned(path: Path, lines: list[str], first: Path | str, expected: int) -> list[str]:
    if len(lines) < expected:
        raise RequestError(
            f"{path} ends after line {len(lines)}: {first} has {expected} lines; line i of one must belong to line "
            "i of the other"
        )
    if len(lines) > expected:
        raise RequestError(
            f"{path} goes on at line {expected + 1}: {first} has {expected} lines; line i of one must belong to line i "
            "of the other"
        )
    if not lines:
        raise RequestError(f"{path} is empty: expected at least one line to score")
    return lines


def _plain(path: Path, lines: list[str]) -> list[str]:
    tabbed = next((number for number, line in enumerate(lines, start=1) if "\t" in line), None)
    if tabbed is not None:
        raise RequestError(
            f"{path}, line {tabbed} holds a tab: expected plain sentences, one a line; the columns of a TSV are files "
            "each"
        )
    return lines
