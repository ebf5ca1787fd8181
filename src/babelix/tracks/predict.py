"""Predictions along a genome: windows read, made one-hot, predicted; the kept bins are handed on one by one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from babelix.genome.contigs import Genome
from babelix.genome.sequence import one_hot
from babelix.tracks.averaging import PLAIN, View, seen_by
from babelix.tracks.model import Frugal, Geometry, SequenceModel
from babelix.tracks.windows import Window


@dataclass(frozen=True)
class Stretch:
    """Predictions side by side: `values` (bins, tracks) from base `first` of a contig on, in bins of `bin` bases."""

    chrom: str
    first: int
    bin: int
    values: NDArray[np.float32]


def predict_windows(
    model: SequenceModel,
    windows: Sequence[NDArray[np.uint8]],
    chosen: Sequence[int],
    device: torch.device | None = None,
) -> list[NDArray[np.float32]]:
    """Return what `model` predicts for `windows` of one length, in one forward.

    Of each all the bins and the tracks `chosen` (bins, tracks).
    """
    rows = torch.from_numpy(np.stack([one_hot(bases) for bases in windows])).to(device or torch.device("cpu"))
    with torch.inference_mode():
        found = _tracks(model, rows, chosen).float().cpu().numpy()
    return [np.asarray(each, np.float32) for each in found]


def _tracks(model: SequenceModel, rows: torch.Tensor, chosen: Sequence[int]) -> torch.Tensor:
    if isinstance(model, Frugal):
        return model.forward_tracks(rows, chosen)
    return model.forward(rows)[:, :, list(chosen)]


def predict_window(
    model: SequenceModel,
    bases: NDArray[np.uint8],
    chosen: Sequence[int],
    device: torch.device | None = None,
) -> NDArray[np.float32]:
    """Return what `model` predicts for one window of `bases`: all its bins, the tracks `chosen` (bins, tracks)."""
    return predict_windows(model, [bases], chosen, device)[0]


def predict(
    model: SequenceModel,
    genome: Genome,
    windows: Iterable[Window],
    geometry: Geometry,
    chosen: Sequence[int],
    device: torch.device | None = None,
    views: Sequence[View] = PLAIN,
) -> Iterator[Stretch]:
    """Yield what `model` predicts for each of `windows`, the bins kept of it and the tracks `chosen`.

    `geometry` is the one the windows were made with; it may crop more than the model does, and must leave room for
    `views` (`averaging.with_room`), over which predictions are averaged. Memory holds one window.
    """
    bin = geometry.bin
    seen = list(zip(seen_by(model, views), views, strict=True))
    for window in windows:
        begin = (window.first - window.start) // bin - model.geometry.crop
        total = np.zeros((window.bins, len(chosen)), np.float64)
        for as_seen, view in seen:
            start = window.start + view.shift
            bases = genome.read(window.chrom, start, start + window.bases)
            bins = predict_window(as_seen, bases, chosen, device)
            # The same place, to less than a bin, wherever the window stands.
            at = begin - view.bins(bin)
            total += bins[at : at + window.bins]
        yield Stretch(window.chrom, window.first, bin, np.asarray(total / len(seen), np.float32))
