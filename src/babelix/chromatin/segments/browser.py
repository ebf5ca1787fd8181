"""A segmentation as browser tracks, as ChromHMM writes them: the dense and the expanded BED."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from babelix.base.files import atomic, write_text
from babelix.chromatin.segments.colours import Colour, item_rgb, state_colours
from babelix.chromatin.segments.names import ORDERS, number_of
from babelix.chromatin.segments.segments import Segments


@dataclass(frozen=True)
class Look:
    """How a browser shows a segmentation: the track's title and description, the states' `names` and `colours`."""

    title: str
    description: str
    names: Sequence[str]
    colours: Sequence[Colour]


def chromhmm_look(title: str, states: Sequence[str], letter: str = "E") -> Look:
    """Return ChromHMM's look: states by number, the order of the states told in the description."""
    names = [number_of(state) for state in states]
    return Look(title, f"{title} ({ORDERS[letter]} ordered)", names, state_colours(len(states)))


def write_dense(path: str | Path, segments: Segments, look: Look) -> None:
    """Write the nine-column BED of a browser track, one line a segment, coloured by state."""
    found = segments.intervals
    shown = [item_rgb(colour) for colour in look.colours]
    rows = zip(
        found.chrom.tolist(), found.start.tolist(), found.end.tolist(), segments.codes.tolist(), strict=True
    )
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'track name="{look.title}" description="{look.description}" visibility=1 itemRgb="On"\n')
        for chrom, start, end, code in rows:
            place = f"{found.chroms[chrom]}\t{start}\t{end}"
            file.write(f"{place}\t{look.names[code]}\t0\t.\t{start}\t{end}\t{shown[code]}\n")


def write_expanded(path: str | Path, segments: Segments, look: Look) -> None:
    """Write the twelve-column BED of a browser track: a line for each state and chromosome, the last state first,
    chromosomes by name.

    An empty block opens every line and a block of one base closes it, so that it spans the chromosome, as ChromHMM's.
    """
    named = sorted(segments.intervals.by_chrom(), key=lambda each: each[0])
    first, there = named[0]
    lines = [
        f'track name="Expanded_{look.title}" description="{look.description}" visibility=2 itemRgb="On"\n',
        f"browser position {first}:1-{there.end[-1] // 1000 + 1}\n",
    ]
    for code in reversed(range(len(segments.states))):
        colour = item_rgb(look.colours[code])
        for chrom, here in named:
            mine = here[np.flatnonzero(here.label == code)]
            if len(mine) == 0:
                continue
            last = int(here.end[-1])
            sizes = ",".join(map(str, [0, *(mine.end - mine.start).tolist(), 1]))
            starts = ",".join(map(str, [0, *mine.start.tolist(), last - 1]))
            lines.append(
                f"{chrom}\t0\t{last}\t{look.names[code]}\t0\t.\t{mine.start[0]}\t{last}\t{colour}\t{len(mine) + 2}\t"
                f"{sizes}\t{starts}\n"
            )
    write_text(path, "".join(lines))
