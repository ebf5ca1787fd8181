"""The Gaussian segmenter: signals to a model, labels, posteriors."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.gaussian.files import TRANSFORMS, presence, read_model, write_model, write_table
from babelix.chromatin.gaussian.model import Gaussian, Numbers, Prior, posterior, viterbi
from babelix.chromatin.gaussian.training import Learned, Training, learn
from babelix.chromatin.marks.cellmark import read_cellmark
from babelix.chromatin.marks.signals import Signals, read_sequences
from babelix.chromatin.segments.browser import Look, write_dense
from babelix.chromatin.segments.colours import paired_colours
from babelix.chromatin.segments.posterior import five_digits, write_posterior
from babelix.chromatin.segments.segments import Segments, joined, of_bins, write_segments
from babelix.chromatin.segments.state_tables import StateTable
from babelix.genome.sizes import read_sizes

DECODERS = ("viterbi", "posterior")


@dataclass(frozen=True)
class Signal:
    """What is read: a table of cell, track, file; the files' folder; sizes; bases in a bin; asinh or none."""

    table: Path
    folder: Path
    sizes: Path
    bin_size: int = 200
    transform: str = "asinh"


@dataclass(frozen=True)
class GaussianStates:
    """What came of it: the model, how it was learnt (None when it was given), segments by cell, files written."""

    model: Gaussian
    tracks: tuple[str, ...]
    learned: Learned | None
    segments: dict[str, Segments]
    files: tuple[Path, ...]


def learn_gaussian(
    signal: Signal,
    training: Training,
    prior: Prior,
    out: Path,
    decoder: str = "viterbi",
    posteriors: bool = False,
    listener: Listener = silent,
) -> GaussianStates:
    """Learn a model from signals, label them, and write everything into `out`. Raises `RequestError` for bad input."""
    sequences, tracks = _read(signal, decoder, listener)
    learned = learn([each.values for each in sequences], training, prior, listener)
    files = [out / f"gaussian_{training.labels}.json"]
    write_model(files[0], learned.model, tracks, signal.bin_size, signal.transform)
    files += _write_tables(out, learned.model, tracks, sequences)
    segments, written = _label(learned.model, sequences, signal.bin_size, out, decoder, posteriors, listener)
    return GaussianStates(learned.model, tracks, learned, segments, (*files, *written))


def apply_gaussian(
    model_path: Path,
    signal: Signal,
    out: Path,
    decoder: str = "viterbi",
    posteriors: bool = False,
    listener: Listener = silent,
) -> GaussianStates:
    """Label signals with a model that was learnt before; its bin size and transform are used.

    Raises `RequestError` when the tracks are not the model's.
    """
    model, tracks, bin_size, transform = read_model(model_path)
    own = Signal(signal.table, signal.folder, signal.sizes, bin_size, transform)
    sequences, found = _read(own, decoder, listener)
    if found != tracks:
        raise RequestError(
            f"{signal.table} has the tracks {', '.join(found)} and {model_path} was learnt from {', '.join(tracks)}; "
            "give the same tracks"
        )
    segments, written = _label(model, sequences, bin_size, out, decoder, posteriors, listener)
    return GaussianStates(model, tracks, None, segments, tuple(written))


def _read(signal: Signal, decoder: str, listener: Listener) -> tuple[list[Signals], tuple[str, ...]]:
    for word, known in ((decoder, DECODERS), (signal.transform, TRANSFORMS)):
        if word not in known:
            raise RequestError(f"expected one of {', '.join(known)}, got {word!r}{did_you_mean(word, known)}")
    if signal.bin_size < 1:
        raise RequestError(f"the bin size must be at least 1 base, got {signal.bin_size}")
    sizes = read_sizes(signal.sizes)
    sequences, tracks = read_sequences(
        read_cellmark(signal.table, signal.folder), sizes, signal.bin_size, signal.transform, listener
    )
    if not sequences:
        raise RequestError(f"{signal.sizes}: no chromosome is as long as a bin of {signal.bin_size} bases")
    return sequences, tracks


def _write_tables(
    out: Path, model: Gaussian, tracks: tuple[str, ...], sequences: list[Signals]
) -> list[Path]:
    centre, spread = _moments(sequences)
    states = tuple(str(number + 1) for number in range(model.labels))
    tables = {
        "means": StateTable(states, tracks, model.mean),
        "emissions": StateTable(states, tracks, presence(model, centre, spread)),
        "transitions": StateTable(states, states, model.moves),
    }
    files = []
    for name, table in tables.items():
        files.append(out / f"{name}_{model.labels}.txt")
        corner = {"means": "State (mean signal)", "emissions": "State (chance of a high value)"}.get(
            name, "State"
        )
        write_table(files[-1], table, corner)
    return files


def _moments(sequences: list[Signals]) -> tuple[Numbers, Numbers]:
    """Mean and deviation of every track over all cells, summed chromosome by chromosome."""
    count = np.sum([np.isfinite(each.values).sum(axis=0) for each in sequences], axis=0)
    first = np.sum([np.nansum(each.values, axis=0, dtype=np.float64) for each in sequences], axis=0) / count
    second = np.sum([np.nansum((each.values - first) ** 2, axis=0) for each in sequences], axis=0) / count
    return first, np.sqrt(second)


def _label(
    model: Gaussian,
    sequences: list[Signals],
    bin_size: int,
    out: Path,
    decoder: str,
    posteriors: bool,
    listener: Listener,
) -> tuple[dict[str, Segments], list[Path]]:
    states = tuple(f"S{number + 1}" for number in range(model.labels))
    colours = paired_colours(model.labels)
    report = Reporter(listener, "label", len(sequences), "chromosomes")
    segments: dict[str, Segments] = {}
    files: list[Path] = []
    for cell in dict.fromkeys(each.cell for each in sequences):
        parts = []
        for each in (each for each in sequences if each.cell == cell):
            if posteriors or decoder == "posterior":
                gamma, _ = posterior(model, each.values)
            if posteriors:
                files.append(out / "posterior" / f"{cell}_{model.labels}_{each.chrom}_posterior.txt")
                write_posterior(files[-1], cell, each.chrom, states, gamma, five_digits)
            path = (
                gamma.argmax(axis=1).astype(np.int32)
                if decoder == "posterior"
                else viterbi(model, each.values)[0]
            )
            parts.append(of_bins(path, each.chrom, bin_size, states))
            report.advance(1)
        found = segments[cell] = joined(parts)
        files.append(out / f"{cell}_{model.labels}_segments.bed")
        write_segments(files[-1], found)
        files.append(out / f"{cell}_{model.labels}_dense.bed")
        title = f"{cell} {model.labels} labels"
        write_dense(files[-1], found, Look(title, title, states, colours))
    return segments, files
