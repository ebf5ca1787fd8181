"""Learning the Gaussian segmenter: starts by k-means++, EM on everything or on random windows, restarts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.base.seeds import generator
from babelix.chromatin.gaussian.model import Expected, Gaussian, Observed, Prior, expectation, maximise

_SAMPLE = 20_000
_DECAY = 0.6


@dataclass(frozen=True)
class Training:
    """How to learn.

    `labels`; a segment's least length `depth` in bins; `restarts` from different starts, of which the most likely is
    kept; at most `iterations` of EM each, fewer when the log-likelihood a bin rises by less than `tolerance` nats.
    With `batch` below 1 every iteration sees random windows of `window` bins, that share of the whole, and blends
    their counts into the earlier ones (online EM, Cappe and Moulines 2009, step (i + 1)^-0.6); it always runs all
    iterations.
    """

    labels: int
    depth: int = 1
    restarts: int = 5
    iterations: int = 100
    tolerance: float = 1e-6
    batch: float = 1.0
    window: int = 5000
    seed: int = 0
    threads: int = 1

    def __post_init__(self) -> None:
        """Refuse numbers that make no sense."""
        for name, value, least in (
            ("labels", self.labels, 1),
            ("least length in bins", self.depth, 1),
            ("restarts", self.restarts, 1),
            ("iterations", self.iterations, 1),
            ("window in bins", self.window, 2),
        ):
            if value < least:
                raise RequestError(f"{name} must be at least {least}, got {value}")
        if not 0 < self.batch <= 1:
            raise RequestError(f"the batch is a share of the bins, above 0 and at most 1, got {self.batch}")


@dataclass(frozen=True)
class Fitted:
    """The best model, the log-likelihoods in nats of its iterations (of a bin), and of each restart at its end."""

    model: Gaussian
    trace: tuple[float, ...]
    restarts: tuple[float, ...]


def fit(
    sequences: Sequence[Observed], training: Training, prior: Prior | None = None, listener: Listener = silent
) -> Fitted:
    """Learn from sequences (bins x tracks, not a number where there are no data). The same seed gives the same model.

    Raises `RequestError` when a track has no data or a constant value, or there are fewer bins with data than labels.
    """
    values = _sample(sequences, generator(training.seed, "gaussian", "sample"))
    _refuse_flat(values, training.labels)
    # Wishes about variances are relative to each track's, so that a track's unit does not matter.
    prior = prior or Prior()
    centre, scale = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    scaled: list[Observed] = [((x - centre) / scale).astype(x.dtype) for x in sequences]
    # The likelihood of the data is that of the scaled data times the scales of the values that are there.
    known = np.sum([np.isfinite(x).sum(axis=0) for x in sequences], axis=0) / sum(map(len, sequences))
    shift = float((np.log(scale) * known).sum())
    report = Reporter(listener, "learn", training.restarts * training.iterations, "iterations")
    judged = scaled if training.batch == 1 else _windows(scaled, training, "judge", 0)
    best: tuple[float, Gaussian, list[float]] | None = None
    ends: list[float] = []
    for restart in range(training.restarts):
        model = initial((values - centre) / scale, training, restart)
        model, trace = _climb(model, scaled, training, prior, restart, report)
        found = expectation(model, judged, training.threads)
        ends.append(found.log_likelihood / found.bins - shift)
        if best is None or ends[-1] > best[0]:
            best = ends[-1], model, trace
    assert best is not None
    model = best[1]
    plain = Gaussian(
        model.mean * scale + centre, model.variance * scale**2, model.start, model.moves, model.depth
    )
    return Fitted(plain.ordered(), tuple(value - shift for value in best[2]), tuple(ends))


def _climb(
    model: Gaussian,
    sequences: Sequence[Observed],
    training: Training,
    prior: Prior,
    restart: int,
    report: Reporter,
) -> tuple[Gaussian, list[float]]:
    trace: list[float] = []
    counts: Expected | None = None
    for iteration in range(training.iterations):
        batch = sequences if training.batch == 1 else _windows(sequences, training, restart, iteration)
        found = expectation(model, batch, training.threads)
        trace.append(found.log_likelihood / found.bins)
        report.advance(1, log_likelihood_a_bin=trace[-1], restart=restart + 1)
        if training.batch < 1:
            found = found if counts is None else counts.blend(found, (iteration + 1) ** -_DECAY)
            counts = found
        elif len(trace) > 1 and trace[-1] - trace[-2] < training.tolerance:
            report.advance(training.iterations - iteration - 1)
            break
        model = maximise(found, model, prior)
    return model, trace


def initial(values: NDArray[np.float64], training: Training, restart: int) -> Gaussian:
    """Return a start: means by greedy k-means++ and ten rounds of k-means on a sample of bins, missing tracks left out.

    Arthur and Vassilvitskii 2007, with 2 + ln K candidates for each centre. Segments last 20 bins beyond the least
    length and leave to any label alike.
    """
    draw = generator(training.seed, "gaussian", "start", restart)
    K = training.labels
    filled = np.where(np.isfinite(values), values, np.nanmean(values, axis=0))
    centres = filled[draw.integers(len(filled))][None, :]
    while len(centres) < K:
        away = ((filled[:, None, :] - centres[None]) ** 2).sum(axis=2).min(axis=1)
        share = away / away.sum() if away.sum() > 0 else np.full(len(filled), 1 / len(filled))
        candidates = filled[draw.choice(len(filled), 2 + int(np.log(K)), p=share)]
        left = np.minimum(((filled[:, None, :] - candidates[None]) ** 2).sum(axis=2), away[:, None]).sum(
            axis=0
        )
        centres = np.vstack([centres, candidates[left.argmin()]])
    for _ in range(10):
        away = np.nansum((values[:, None, :] - centres[None]) ** 2, axis=2)
        nearest = away.argmin(axis=1)
        for k in range(K):
            mine = values[nearest == k]
            known = np.isfinite(mine).sum(axis=0)
            sums = np.nansum(mine, axis=0)
            centres[k] = np.where(known > 0, sums / np.maximum(known, 1), centres[k])
    stay = 0.95 if K > 1 else 1.0
    moves = np.full((K, K), (1 - stay) / max(K - 1, 1))
    np.fill_diagonal(moves, stay)
    inside = np.nanvar(values - centres[nearest], axis=0)
    variance = np.tile(np.maximum(inside, 0.05), (K, 1))
    return Gaussian(centres, variance, np.full(K, 1 / K), moves, training.depth)


def _sample(sequences: Sequence[Observed], draw: np.random.Generator) -> NDArray[np.float64]:
    total = sum(len(x) for x in sequences)
    if total == 0:
        raise RequestError("there are no bins to learn from; give chromosomes longer than one bin")
    chosen = np.sort(draw.choice(total, min(total, _SAMPLE), replace=False))
    ends = np.cumsum([len(x) for x in sequences])
    parts = [
        x[chosen[(chosen >= end - len(x)) & (chosen < end)] - (end - len(x))]
        for x, end in zip(sequences, ends, strict=True)
    ]
    return np.concatenate(parts).astype(np.float64)


def _refuse_flat(values: NDArray[np.float64], labels: int) -> None:
    known = np.isfinite(values)
    for track in range(values.shape[1]):
        column = values[known[:, track], track]
        if len(column) == 0 or column.min() == column.max():
            what = "has no data" if len(column) == 0 else f"is {column[0]:g} wherever it has data"
            raise RequestError(
                f"track {track + 1} {what}, so nothing can be learnt from it; leave the track out"
            )
    if known.any(axis=1).sum() < labels:
        raise RequestError(
            f"{known.any(axis=1).sum()} bins have data, fewer than {labels} labels; ask for fewer labels"
        )


def _windows(
    sequences: Sequence[Observed], training: Training, purpose: str | int, iteration: int
) -> list[Observed]:
    """Draw random windows until they hold the batch's share of the bins; a longer sequence is drawn more often."""
    draw = generator(training.seed, "gaussian", "windows", purpose, iteration)
    length = np.array([len(x) for x in sequences])
    wanted = training.batch * length.sum()
    windows: list[Observed] = []
    held = 0
    while held < wanted:
        chosen = int(draw.choice(len(length), p=length / length.sum()))
        size = min(training.window, int(length[chosen]))
        at = int(draw.integers(length[chosen] - size + 1))
        windows.append(sequences[chosen][at : at + size])
        held += size
    return windows
