"""Tracks of one or several cells as sequences of bins, ready for the Gaussian segmenter."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.marks.cellmark import Experiment
from babelix.genome.formats.signal import is_signal, open_signal


@dataclass(frozen=True)
class Signals:
    """One chromosome of one cell: `values` (float32, bins x tracks), not a number where there are no data."""

    cell: str
    chrom: str
    values: NDArray[np.float32]


def read_sequences(
    experiments: Sequence[Experiment],
    sizes: dict[str, int],
    bin_size: int,
    transform: str = "asinh",
    listener: Listener = silent,
) -> tuple[list[Signals], tuple[str, ...]]:
    """Return the sequences of all cells and the tracks' names, in alphabetical order.

    Several files of one cell and mark are averaged; a track that a cell lacks has no data there. Raises `RequestError`
    for files that are no signals and for controls.
    """
    tracks = tuple(sorted({e.mark for e in experiments}))
    sequences: list[Signals] = []
    report = Reporter(listener, "read signals", len(experiments), "tracks")
    for cell in dict.fromkeys(e.cell for e in experiments):
        columns: dict[str, NDArray[np.float32]] = {}
        for e in (e for e in experiments if e.cell == cell):
            for column in _columns(e, sizes, bin_size, transform):
                chrom, values = column
                table = columns.get(chrom)
                if table is None:
                    table = columns[chrom] = np.full((len(values), len(tracks)), np.nan, np.float32)
                table[:, tracks.index(e.mark)] = values
            report.advance(1)
        sequences += [Signals(cell, chrom, columns[chrom]) for chrom in sizes if chrom in columns]
    return sequences, tracks


def _columns(
    experiment: Experiment, sizes: dict[str, int], bin_size: int, transform: str
) -> list[tuple[str, NDArray[np.float32]]]:
    for path in (*experiment.files, *experiment.controls):
        if not is_signal(path) or experiment.controls:
            raise RequestError(
                f"{path}: expected a BigWig or bedGraph signal without control for mark {experiment.mark} of cell "
                f"{experiment.cell}; turn reads into signal first, or use `babelix states binarize`"
            )
    with ExitStack() as stack:
        tracks = [stack.enter_context(open_signal(Path(path), sizes, bin_size)) for path in experiment.files]
        result = []
        for chrom, length in sizes.items():
            if length // bin_size and any(chrom in track.chroms for track in tracks):
                layers = np.stack([track.bins(chrom) for track in tracks])
                known = np.isfinite(layers).sum(axis=0)
                with np.errstate(invalid="ignore"):
                    values = np.nansum(layers, axis=0) / known
                result.append(
                    (chrom, (np.arcsinh(values) if transform == "asinh" else values).astype(np.float32))
                )
        return result
