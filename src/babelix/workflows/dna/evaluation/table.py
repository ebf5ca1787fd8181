"""The table of rows, written as they are scored: what was killed is gone on with, what is there is not scored again."""

import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.base.files import read_lines, write_text
from babelix.base.partial import PART, Partial
from babelix.workflows.dna.evaluation.results import Row

_COLUMNS = (
    "row",
    "element",
    "release",
    "variant",
    "kind",
    "barcodes",
    "effect",
    "p_value",
    "fate",
    "motif_name",
)
# Rows are put on the disk together, as many as come in so many seconds.
_SECONDS = 2.0


@dataclass(frozen=True)
class Known:
    """What earlier rows have: each predictor's value, and the motif that changes most."""

    values: Mapping[str, float]
    motif: str


class RowTable:
    """The file of an evaluation in the making; `known` are the values found in it, by the number of the row."""

    def __init__(
        self, path: Path, request: Mapping[str, Any], predictors: Sequence[str], *, resume: bool
    ) -> None:
        """Begin the file, or go on with what is there of it. Raises `RequestError` as `Partial.begin` does.

        `request` is all that the values depend on, whichever rows are asked for.
        """
        self._path, self._predictors = path, tuple(predictors)
        self._head = f"# {json.dumps(request)}\n" + "\t".join((*_COLUMNS, *predictors)) + "\n"
        self._text, self._since = "", time.monotonic()
        part = path.with_name(path.name + PART)
        self.known: dict[int, Known] = {}
        same = _same(path, request, refuse=resume and not part.exists()) if path.is_file() else []
        # A finished table is replaced at the end, like every file that a command writes.
        self.replaces = bool(same) and not resume
        if resume and same:
            self.known |= dict(_read(path, same))
        self._partial = Partial.begin(path, request, resume=resume)
        if self._partial.done:
            self.known |= dict(_read(part, read_lines(part)))
        else:
            try:
                self._partial.add(self._head, begun=True)
            except BaseException:
                self._partial.leave()  # nothing of it is worth going on with
                raise

    def add(self, row: Row) -> None:
        """Append a row that was scored."""
        self._text += _line(row, self._predictors)
        if time.monotonic() - self._since >= _SECONDS:
            self._write()

    def finish(self, rows: Sequence[Row]) -> None:
        """Write all rows, scored or not, in the order of the table that was read."""
        self._write()
        write_text(self._path, self._head + "".join(_line(row, self._predictors) for row in rows))
        self._partial.drop()

    def leave(self) -> Path | None:
        """Leave the file for another time and return where it is."""
        self._write()
        return self._partial.leave()

    def _write(self) -> None:
        if self._text:
            self._partial.add(self._text, begun=True)
        self._text, self._since = "", time.monotonic()


def with_known(row: Row, known: Known | None) -> Row:
    """Return a row with the values that are known of it."""
    return row if known is None else replace(row, values=known.values, motif=known.motif)


def _line(row: Row, predictors: Sequence[str]) -> str:
    each = row.measured
    shown = [
        str(each.row),
        each.element,
        each.release or ".",
        each.allele.text,
        row.kind if row.variant else ".",
    ]
    shown += [_number(value) for value in (each.barcodes, each.effect, each.p_value)]
    shown += [row.fate, row.motif or "."]
    shown += [_number(row.values.get(name, math.nan)) for name in predictors]
    return "\t".join(shown) + "\n"


def _number(value: float) -> str:
    return "." if math.isnan(value) else f"{value:.9g}"


def _same(path: Path, request: Mapping[str, Any], *, refuse: bool) -> list[str]:
    """Return the lines of a finished table of the same request; none of another, which may be refused."""
    try:
        lines = read_lines(path)
    except RequestError:  # no text: replaced, or refused below
        lines = []
    try:
        before: dict[str, Any] = dict(json.loads(lines[0].removeprefix("# ")))
    except (IndexError, ValueError, TypeError):
        before = {}
    now = json.loads(json.dumps(request))
    if before == now:
        return lines
    changed = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    if refuse:
        raise RequestError(
            f"{path} is of another request, {', '.join(changed)} differ; ask for the same, or name another file",
            setting="resume",
        )
    return []


def _read(path: Path, lines: Sequence[str]) -> Iterator[tuple[int, Known]]:
    """Yield the number of every row that has values, with these."""
    names = lines[1].split("\t")[len(_COLUMNS) :] if len(lines) > 1 else []
    for number, line in enumerate(lines[2:], start=3):
        fields = line.split("\t")
        try:
            told = zip(names, fields[len(_COLUMNS) :], strict=True)
            values = {name: float(text) for name, text in told if text != "."}
            row, motif = int(fields[0]), fields[len(_COLUMNS) - 1]
        except (ValueError, IndexError):
            raise RequestError(f"{path}, line {number}: no row of an evaluation; delete the file") from None
        if values:
            yield row, Known(values, "" if motif == "." else motif)
