"""A table of targets: what a model shall predict, a line a track, as Basenji, Enformer and Borzoi write it.

Columns are separated by tabs and named in the first line: `identifier` and `file` (several with commas, summed) must be
there; `clip`, `clip_soft`, `scale`, `sum_stat`, `strand_pair` (the number of the line, from 0, of the same track of the
other strand, its own for a track of both) and `description` are baskerville's. `strand`, `within`, `missing` and
`weight` are ours: of a pair without `strand` the names tell it that end in + and -, else the first line is of +.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_lines
from babelix.tracks.model import Track

Values = NDArray[np.float32]
STATISTICS = ("sum", "mean", "max", "sum_sqrt", "mean_sqrt")
STRANDS = {"+": 1, "-": -1, ".": 0}
_KNOWN = (
    "index", "genome", "identifier", "file", "clip", "clip_soft", "scale", "sum_stat", "strand_pair", "description",
    "strand", "within", "missing", "weight",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Target:
    """A track to learn. `files` are as the table names them.

    Base by base the files' values are summed; `statistic` makes one number of a bin's bases, ``sum_sqrt`` being
    ``sqrt(1 + sum) - 1``. What is above `clip_soft` c then is ``c - 1 + sqrt(v - c + 1)``, what is above `clip` is
    `clip`, all is times `scale`. Of intervals (BED) a bin is 1 where one is `within` so many bases, else 0. Bases that
    no file covers are 0, or where `masked` unknown. `weight` is that of the track in the loss.
    """

    track: Track
    files: tuple[str, ...]
    statistic: str = "sum"
    clip: float | None = None
    clip_soft: float | None = None
    scale: float = 1.0
    within: int = 0
    masked: bool = False
    weight: float = 1.0

    def shaped(self, values: Values) -> Values:
        """Return a bin's values clipped and scaled."""
        if self.statistic.endswith("_sqrt"):
            values = np.sqrt(1 + values) - 1
        if self.clip_soft is not None:
            c = self.clip_soft
            values = np.where(values > c, c - 1 + np.sqrt(np.maximum(values - c, 0) + 1), values)
        if self.clip is not None:
            values = np.clip(values, -self.clip, self.clip)
        return np.asarray(self.scale * values, np.float32)


def read_targets(path: Path) -> list[Target]:
    """Return the targets of a table. Raises `RequestError` naming the line at fault."""
    lines = [(n, line.split("\t")) for n, line in enumerate(read_lines(path), start=1) if line.strip()]
    if not lines:
        raise RequestError(
            f"{path} is empty; expected a first line that names the columns identifier and file"
        )
    (_, header), *rows = lines
    for name in ("identifier", "file"):
        if name not in header:
            raise RequestError(f"{path}, line 1: expected a column {name}, got {', '.join(header)}")
    odd = next((name for name in header if name and name not in _KNOWN), None)
    if odd is not None:
        raise RequestError(
            f"{path}, line 1: unknown column {odd!r}{did_you_mean(odd, _KNOWN)}; known: {', '.join(_KNOWN)}"
        )
    if not rows:
        raise RequestError(f"{path} names no track; give a line for each")
    found: list[Target] = []
    for number, row in rows:
        if len(row) != len(header):
            raise RequestError(
                f"{path}, line {number}: expected {len(header)} columns as in line 1, got {len(row)}"
            )
        found.append(
            _target(dict(zip(header, row, strict=True)), f"{path}, line {number}", len(found), len(rows))
        )
    found = _stranded(found)
    _refuse(found, path)
    return found


def _target(row: dict[str, str], place: str, index: int, count: int) -> Target:
    statistic = row.get("sum_stat") or "sum"
    if statistic not in STATISTICS:
        raise RequestError(
            f"{place}: sum_stat {statistic!r}: expected one of {', '.join(STATISTICS)}"
            f"{did_you_mean(statistic, STATISTICS)}"
        )
    strand = row.get("strand") or "."
    if strand not in STRANDS:
        raise RequestError(f"{place}: strand {strand!r}: expected +, - or .")
    missing = row.get("missing") or "zero"
    if missing not in ("zero", "masked"):
        raise RequestError(f"{place}: missing {missing!r}: expected zero or masked")
    pair = _number(row, "strand_pair", place, float(index), 0)
    if not pair.is_integer() or pair >= count:
        raise RequestError(
            f"{place}: strand_pair {row['strand_pair']}: expected a line's number from 0 to {count - 1}"
        )
    track = Track(
        row["identifier"].strip(),
        STRANDS[strand],
        row.get("description", ""),
        None if pair == index else int(pair),
    )
    files = tuple(each.strip() for each in row["file"].split(",") if each.strip())
    if not track.name or not files:
        raise RequestError(
            f"{place}: expected an identifier and a file, got {row['identifier']!r} and {row['file']!r}"
        )
    return Target(
        track=track,
        files=files,
        statistic=statistic,
        clip=_number(row, "clip", place, 0, 0) or None,
        clip_soft=_number(row, "clip_soft", place, 0, 0) or None,
        scale=_number(row, "scale", place, 1, 0),
        within=int(_number(row, "within", place, 0, 0)),
        masked=missing == "masked",
        weight=_number(row, "weight", place, 1, 0),
    )


def _stranded(targets: Sequence[Target]) -> list[Target]:
    """Return the targets, each of a pair of which no strand is told on the strand that it must be of."""
    tracks = [target.track for target in targets]
    found = list(targets)
    for index, track in enumerate(tracks):
        if track.pair is None or track.strand or tracks[track.pair].pair != index:
            continue
        other = tracks[track.pair]
        ends = track.name[-1] + other.name[-1]
        first = 1 if index < track.pair else -1
        strand = -other.strand or {"+-": 1, "-+": -1}.get(ends, first)
        found[index] = replace(targets[index], track=replace(track, strand=strand))
    return found


def _number(row: dict[str, str], name: str, place: str, default: float, least: float) -> float:
    text = row.get(name, "").strip()
    try:
        value = float(text) if text else default
    except ValueError:
        value = np.nan
    if not np.isfinite(value) or value < least:
        raise RequestError(f"{place}: {name} {text!r}: expected a number of {least:g} or more")
    return value


def _refuse(targets: Sequence[Target], path: Path) -> None:
    """Raise `RequestError` for two tracks of one name, and for pairs that are none."""
    names = [target.track.name for target in targets]
    for index, target in enumerate(targets):
        track = target.track
        if names.index(track.name) != index:
            raise RequestError(f"{path}: two tracks are called {track.name}; give each a name of its own")
        if track.pair is not None:
            other = targets[track.pair].track
            if other.pair != index or other.strand != -track.strand or not track.strand:
                raise RequestError(
                    f"{path}: {track.name} names {other.name} as its pair; expected two tracks that name each other, "
                    "one of strand + and one of -"
                )
        elif track.strand:
            raise RequestError(
                f"{path}: {track.name} is of one strand and names no pair; give the line of the other strand in "
                "strand_pair, counted from 0"
            )
