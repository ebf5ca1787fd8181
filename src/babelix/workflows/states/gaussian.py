"""The Gaussian segmenter: signals to a model, labels, posteriors."""

from dataclasses import dataclass, replace
from pathlib import Path

from babelix.base.arguments import at_least, checked, checked_fields
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, Reporter, silent
from babelix.chromatin.gaussian.decoding import DECODERS, decode
from babelix.chromatin.gaussian.files import (
    TRANSFORMS,
    GaussianFile,
    read_gaussian,
    write_gaussian,
    write_tables,
)
from babelix.chromatin.gaussian.lengths import Lengths
from babelix.chromatin.gaussian.model import Gaussian, Prior
from babelix.chromatin.gaussian.training import Fitted, Training, fit
from babelix.chromatin.marks.cellmark import read_cellmark
from babelix.chromatin.marks.signals import Signals, read_sequences
from babelix.chromatin.segments.browser import Look, write_dense
from babelix.chromatin.segments.colours import paired_colours
from babelix.chromatin.segments.posterior import five_digits, write_posterior
from babelix.chromatin.segments.segments import Segments, joined, of_bins, write_segments
from babelix.genome.sizes import read_sizes

BIN_SIZE, TRANSFORM = 200, "asinh"


@checked_fields
@dataclass(frozen=True)
class SignalFiles:
    """What is read: a table of cell, track, file; the files' folder; sizes; and how, `BIN_SIZE` and `TRANSFORM` unless
    said or known from a model: bases in a bin; asinh or none."""

    table: Path
    folder: Path
    sizes: Path
    bin_size: int | None = None
    transform: str | None = None


@checked_fields
@dataclass(frozen=True)
class Fitting:
    """How to learn `states` states: `Training`'s numbers and `Prior`'s, with lengths in bases."""

    states: int
    min_length: int = 200
    mean_length: int = 20_000
    strength: float = 0.0
    restarts: int = 5
    iterations: int = 100
    tolerance: float = 1e-6
    batch: float = 1.0
    window: int = 1_000_000
    seed: int = 0
    threads: int = 1

    def __post_init__(self) -> None:
        """Refuse what would fail when all is read."""
        at_least(1, threads=self.threads)

    def in_bins(self, bin_size: int) -> tuple[Training, Prior]:
        """Return the same with lengths in bins of `bin_size` bases."""
        depth, mean, window = Lengths(self.min_length, self.mean_length, self.window).in_bins(bin_size)
        training = Training(
            labels=self.states,
            depth=depth,
            restarts=self.restarts,
            iterations=self.iterations,
            tolerance=self.tolerance,
            batch=self.batch,
            window=window,
            seed=self.seed,
            threads=self.threads,
        )
        return training, Prior(mean_length=mean, strength=self.strength)


@dataclass(frozen=True)
class GaussianStates:
    """What came of it: the model, how it was fitted (None when it was given), segments by cell, files written."""

    model: Gaussian
    tracks: tuple[str, ...]
    fitted: Fitted | None
    segments: dict[str, Segments]
    files: tuple[Path, ...]


@checked
def learn_gaussian(
    signals: SignalFiles,
    fitting: Fitting,
    out: Path,
    decoder: str = "viterbi",
    posteriors: bool = False,
    listener: Listener = silent,
) -> GaussianStates:
    """Learn a model from signals, label them, and write everything into `out`. Raises `RequestError` for bad input."""
    bin_size = BIN_SIZE if signals.bin_size is None else signals.bin_size
    transform = TRANSFORM if signals.transform is None else signals.transform
    training, prior = fitting.in_bins(bin_size)
    own = replace(signals, bin_size=bin_size, transform=transform)
    sequences, tracks = _read(own, bin_size, transform, decoder, listener)
    values = [each.values for each in sequences]
    fitted = fit(values, training, prior, listener)
    content = GaussianFile(fitted.model, tracks, bin_size, transform)
    files = [out / f"gaussian_{fitting.states}.json"]
    write_gaussian(files[0], content)
    files += write_tables(out, fitted.model, tracks, values)
    segments, written = _label(content, sequences, out, decoder, posteriors, listener)
    return GaussianStates(fitted.model, tracks, fitted, segments, (*files, *written))


@checked
def apply_gaussian(
    model_path: Path,
    signals: SignalFiles,
    out: Path,
    decoder: str = "viterbi",
    posteriors: bool = False,
    listener: Listener = silent,
) -> GaussianStates:
    """Label signals with a model that was learnt before; its bin size and transform are used.

    Raises `RequestError` when either is asked for, and when the tracks are not the model's.
    """
    asked = [name for name in ("bin_size", "transform") if getattr(signals, name) is not None]
    if asked:
        said = " and ".join(f"`{name}`" for name in asked)
        raise RequestError(
            f"{said} cannot be chosen with `model`: the model has its own; leave them out",
            setting=(*asked, "model"),
        )
    content = read_gaussian(model_path)
    sequences, found = _read(signals, content.bin_size, content.transform, decoder, listener)
    if found != content.tracks:
        raise RequestError(
            f"{signals.table} has the tracks {', '.join(found)} and {model_path} was learnt from "
            f"{', '.join(content.tracks)}; give the same tracks"
        )
    segments, written = _label(content, sequences, out, decoder, posteriors, listener)
    return GaussianStates(content.model, content.tracks, None, segments, tuple(written))


def _read(
    signals: SignalFiles, bin_size: int, transform: str, decoder: str, listener: Listener
) -> tuple[list[Signals], tuple[str, ...]]:
    for word, known in ((decoder, DECODERS), (transform, TRANSFORMS)):
        if word not in known:
            raise RequestError(f"expected one of {', '.join(known)}, got {word!r}{did_you_mean(word, known)}")
    sizes = read_sizes(signals.sizes)
    experiments = read_cellmark(signals.table, signals.folder)
    sequences, tracks = read_sequences(experiments, sizes, bin_size, transform, listener)
    if not sequences:
        raise RequestError(f"{signals.sizes}: no chromosome is as long as a bin of {bin_size} bases")
    return sequences, tracks


def _label(
    content: GaussianFile,
    sequences: list[Signals],
    out: Path,
    decoder: str,
    posteriors: bool,
    listener: Listener,
) -> tuple[dict[str, Segments], list[Path]]:
    K = content.model.labels
    states = tuple(f"S{number + 1}" for number in range(K))
    report = Reporter(listener, "label", len(sequences), "chromosomes")
    segments: dict[str, Segments] = {}
    files: list[Path] = []
    for cell in dict.fromkeys(each.cell for each in sequences):
        parts = []
        for each in (each for each in sequences if each.cell == cell):
            decoded = decode(content.model, each.values, decoder, posteriors)
            parts.append(of_bins(decoded.states, each.chrom, content.bin_size, states))
            if decoded.posterior is not None:
                files.append(out / "posterior" / f"{cell}_{K}_{each.chrom}_posterior.txt")
                write_posterior(files[-1], cell, each.chrom, states, decoded.posterior, five_digits)
            report.advance(1)
        segments[cell] = joined(parts)
        files += [out / f"{cell}_{K}_segments.bed", out / f"{cell}_{K}_dense.bed"]
        write_segments(files[-2], segments[cell])
        title = f"{cell} {K} labels"
        write_dense(files[-1], segments[cell], Look(title, title, states, paired_colours(K)))
    return segments, files
