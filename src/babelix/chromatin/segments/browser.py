"""A segmentation's files, as ChromHMM writes them: segments, dense and expanded BED, posteriors and states by line."""

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.files import atomic, write_text
from babelix.chromatin.markov.decoding import Decoded

_GOLDEN = 0.618034
ORDERS = {"E": "Emission", "T": "Transition", "U": "User"}
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class ChromSegments:
    """Adjacent segments of one chromosome: `start`, `end` (bases, half-open) and `state` (from 1)."""

    chrom: str
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    state: NDArray[np.int64]


def chrom_segments(chrom: str, decoded: Decoded, bin_size: int, end: int | None = None) -> ChromSegments:
    """Return the segments of one chromosome whose last bin ends at `end` (by default at a whole bin)."""
    first, state = decoded.segments()
    start = first * bin_size
    last = len(decoded.states) * bin_size if end is None else end
    return ChromSegments(chrom, start, np.append(start[1:], last), state.astype(np.int64) + 1)


def state_colours(states: int) -> list[Colour]:
    """Return one colour a state, hues far apart for neighbours."""
    colours = []
    for state in range(states):
        parts = colorsys.hsv_to_rgb(
            state * _GOLDEN % 1, 0.55 + 0.35 * (state % 2), 0.9 - 0.2 * (state // 2 % 2)
        )
        colours.append((round(255 * parts[0]), round(255 * parts[1]), round(255 * parts[2])))
    return colours


def write_segments(path: Path, chromosomes: Sequence[ChromSegments], letter: str = "E") -> None:
    """Write the four-column BED: chromosome, start, end, ``E`` and the state's number."""
    lines = [
        f"{each.chrom}\t{start}\t{end}\t{letter}{state}\n"
        for each in chromosomes
        for start, end, state in zip(each.start.tolist(), each.end.tolist(), each.state.tolist(), strict=True)
    ]
    write_text(path, "".join(lines))


def write_dense(
    path: Path, chromosomes: Sequence[ChromSegments], name: str, colours: Sequence[Colour], letter: str = "E"
) -> None:
    """Write the nine-column BED of a browser track, one line a segment, coloured by state."""
    shown = [",".join(map(str, colour)) for colour in colours]
    lines = [
        f'track name="{name}" description="{name} ({ORDERS[letter]} ordered)" visibility=1 itemRgb="On"\n'
    ]
    lines += [
        f"{each.chrom}\t{start}\t{end}\t{state}\t0\t.\t{start}\t{end}\t{shown[state - 1]}\n"
        for each in chromosomes
        for start, end, state in zip(each.start.tolist(), each.end.tolist(), each.state.tolist(), strict=True)
    ]
    write_text(path, "".join(lines))


def write_expanded(
    path: Path, chromosomes: Sequence[ChromSegments], name: str, colours: Sequence[Colour], letter: str = "E"
) -> None:
    """Write the twelve-column BED of a browser track: a line for each state and chromosome, the last state first,
    chromosomes by name.

    An empty block opens every line and a block of one base closes it, so that it spans the chromosome, as ChromHMM's.
    """
    named = sorted(chromosomes, key=lambda each: each.chrom)
    lines = [
        f'track name="Expanded_{name}" description="{name} ({ORDERS[letter]} ordered)" visibility=2 itemRgb="On"\n',
        f"browser position {named[0].chrom}:1-{named[0].end[-1] // 1000 + 1}\n",
    ]
    for state in range(len(colours), 0, -1):
        colour = ",".join(map(str, colours[state - 1]))
        for each in named:
            mine = each.state == state
            if not mine.any():
                continue
            start, size, last = each.start[mine], (each.end - each.start)[mine], int(each.end[-1])
            sizes = ",".join(map(str, [0, *size.tolist(), 1]))
            starts = ",".join(map(str, [0, *start.tolist(), last - 1]))
            lines.append(
                f"{each.chrom}\t0\t{last}\t{state}\t0\t.\t{start[0]}\t{last}\t{colour}\t{len(start) + 2}\t"
                f"{sizes}\t{starts}\n"
            )
    write_text(path, "".join(lines))


def write_posterior(
    path: Path, cell: str, chrom: str, posterior: NDArray[np.float64], letter: str = "E"
) -> None:
    """Write `posterior` (bins x K) with four decimals, one row a bin under two header lines."""
    shown = np.array([f"{value / 1e4:.4f}".rstrip("0").rstrip(".") for value in range(10001)], dtype=object)
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{cell}\t{chrom}\n")
        file.write("\t".join(f"{letter}{state + 1}" for state in range(posterior.shape[1])) + "\n")
        for begin in range(0, len(posterior), 65536):
            block = shown[np.rint(posterior[begin : begin + 65536] * 1e4).astype(np.int64)]
            file.writelines("\t".join(row) + "\n" for row in block)


def write_states_by_line(path: Path, cell: str, chrom: str, decoded: Decoded, letter: str = "E") -> None:
    """Write the state of every bin (from 1), one a line under two header lines."""
    lines = "\n".join(map(str, (decoded.states.astype(np.int64) + 1).tolist()))
    write_text(path, f"{cell}\t{chrom}\nMaxState {letter}\n{lines}\n")
