"""Tables of what every substitution of a region changes, as `babelix.workflows.dna.mutagenesis` writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import read_lines
from babelix.genome.sequence import ORDER

Values = NDArray[np.float64]
COLUMNS = ("chrom", "position", "ref", "alt", "track", "effect", "gradient_x_input")


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each base of a stretch adds to a track: `letters` from base `start` (from 1) of `chrom` on.

    `added` tells it in a way or several (bases): ``by_substitution`` less the mean effect of the three other bases,
    ``by_gradient`` gradient times input, ``by_file`` as a BigWig file has it; 0 for N. `remark` says what it is of.
    """

    remark: str
    track: str
    chrom: str
    start: int
    letters: str
    added: Mapping[str, Values]


def read_substitutions(path: str | Path) -> list[Attribution]:
    """Return the attributions of a table, plain or gzipped, a track each, in the order of the table.

    Raises `RequestError` naming the line for another table, a base whose three substitutions are not all there, and
    bases that are not side by side.
    """
    lines = read_lines(path)
    remark = lines[0].removeprefix("# ") if lines and lines[0].startswith("#") else ""
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if not line.startswith("#")]
    if not rows or tuple(rows[0][1]) != COLUMNS:
        raise RequestError(
            f"{path}: expected the table that mutagenesis writes, with the columns {' '.join(COLUMNS)}"
        )
    tracks: dict[str, dict[tuple[str, int, str], dict[str, tuple[float, float]]]] = {}
    for number, row in rows[1:]:
        try:
            chrom, position, ref, alt, track, effect, slope = row
            found = float(effect), float(slope)
            place = chrom, int(position), ref
        except ValueError:
            raise RequestError(f"{path}, line {number}: expected {len(COLUMNS)} columns, got {row}") from None
        if alt not in tuple(ORDER) or not np.isfinite(found).all():
            raise RequestError(
                f"{path}, line {number}: expected a base A C G T and two numbers, got {alt} {found}"
            )
        tracks.setdefault(track, {}).setdefault(place, {})[alt] = found
    if not tracks:
        raise RequestError(f"{path} holds no substitution")
    return [_attribution(path, remark, track, bases) for track, bases in tracks.items()]


def _attribution(
    path: str | Path,
    remark: str,
    track: str,
    bases: dict[tuple[str, int, str], dict[str, tuple[float, float]]],
) -> Attribution:
    places = list(bases)
    chrom, start, _ = places[0]
    for at, (one, position, ref) in enumerate(places):
        if (one, position) != (chrom, start + at):
            raise RequestError(
                f"{path}: expected base {chrom}:{start + at} of {track} next, got {one}:{position}"
            )
        if set(bases[places[at]]) != set(ORDER) - {ref}:
            raise RequestError(
                f"{path}: expected the substitutions of {chrom}:{position} {ref} of {track} by all other bases"
            )
    known = np.array([ref in ORDER for _, _, ref in places])
    pairs = [np.array(list(bases[place].values())) for place in places]
    effects = np.array([-each[:, 0].mean() for each in pairs])
    slopes = np.array([each[0, 1] for each in pairs])
    return Attribution(
        remark,
        track,
        chrom,
        start,
        "".join(ref for _, _, ref in places),
        {"by_substitution": np.where(known, effects, 0.0), "by_gradient": np.where(known, slopes, 0.0)},
    )
