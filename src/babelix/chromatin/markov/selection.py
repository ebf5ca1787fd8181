"""Choosing a start and a number of states: held-out likelihood, and emissions that come back; ``selection.txt``.

The likelihood of the marks learnt from, and BIC on chromosomes of a million bins, ask for ever more states. Whether
states are real shows in marks that were held out and in other models: a state found again from another start, or in
a larger model, has a correlation of emissions near 1 there (ChromHMM's CompareModels).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.files import write_text
from babelix.base.seeds import generator
from babelix.chromatin.markov.model import Model
from babelix.chromatin.marks.files import Marks

PIECE = 5000
COLUMNS = (
    "states", "start", "kept", "iterations", "log_likelihood", "held_out_per_bin", "BIC", "recovered_least",
    "recovered_mean",
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A learnt model: its `start` (0 = information, others random), iterations, log-likelihood on the marks learnt
    from, nats a bin on held-out marks (None without), and BIC (bins counted as independent)."""

    model: Model
    start: int
    iterations: int
    log_likelihood: float
    held_out: float | None
    bic: float


def random_model(states: int, names: tuple[str, ...], seed: int, start: int) -> Model:
    """Return random parameters; every (seed, states, start) has its own."""
    draw = generator(seed, "states", states, start)
    transition = draw.random((states, states)) + states * np.eye(states)
    return Model(
        names,
        np.full(states, 1 / states),
        transition / transition.sum(axis=1, keepdims=True),
        draw.uniform(0.02, 0.98, (states, len(names))),
    )


def smoothed(model: Model, emission: float = 0.02, transition: float = 0.5) -> Model:
    """Return a loaded model mixed with uniform parameters, ChromHMM's shares for ``-init load``."""
    uniform = 1 / model.states
    return Model(
        model.names,
        (1 - transition) * model.initial + transition * uniform,
        (1 - transition) * model.transition + transition * uniform,
        (1 - emission) * model.emission + emission * 0.5,
    )


def hold_out(marks: Marks, share: float, seed: int) -> tuple[list[Marks], list[Marks]]:
    """Cut a file into pieces of 5,000 bins and return (learnt from, held out): at random, about `share` held out."""
    cuts = np.arange(0, marks.bins, PIECE)
    held = generator(seed, "held out", marks.cell, marks.chrom).random(len(cuts)) < share
    kept: tuple[list[Marks], list[Marks]] = ([], [])
    for begin, out in zip(cuts, held, strict=True):
        kept[int(out)].append(_cut(marks, int(begin), min(int(begin) + PIECE, marks.bins)))
    return kept


def _cut(marks: Marks, begin: int, end: int) -> Marks:
    stop = np.cumsum(marks.length, dtype=np.int64)
    start = stop - marks.length
    first, last = np.searchsorted(stop, begin, side="right"), np.searchsorted(start, end, side="left")
    length = np.minimum(stop[first:last], end) - np.maximum(start[first:last], begin)
    return Marks(
        marks.cell, marks.chrom, marks.names, marks.patterns, marks.pattern[first:last], length.astype(np.int32),
        marks.origin,
    )  # fmt: skip


def bic(model: Model, log_likelihood: float, bins: int) -> float:
    """Return -2 LL + (free parameters) ln(bins); lower is better."""
    states, marks = model.emission.shape
    return float(-2 * log_likelihood + (states * (states - 1) + states * marks + states - 1) * np.log(bins))


def recovered(model: Model, other: Model) -> NDArray[np.float64]:
    """Return, for every state of `model`, the highest Pearson correlation of its emissions with a state of `other`."""
    size = model.states
    rows = np.concatenate([model.emission, other.emission])
    centred = rows - rows.mean(axis=1, keepdims=True)
    scale = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    unit = np.divide(centred, scale, out=np.zeros_like(centred), where=scale > 0)
    return np.asarray((unit[:size] @ unit[size:].T).max(axis=1))


def most_likely(candidates: Sequence[Candidate]) -> Candidate:
    """Return the candidate with the highest log-likelihood on the marks learnt from, the first of equals."""
    return max(candidates, key=lambda each: each.log_likelihood)


def selection_table(sizes: Sequence[Sequence[Candidate]]) -> str:
    """Return the text that compares the starts of every size, one row each.

    ``recovered`` is the lowest and the mean, over the states of the model, of the highest correlation of emissions with
    a state of the largest model kept (for the kept models) or of the model kept for the size (for the other starts).
    """
    largest = most_likely(max(sizes, key=lambda starts: starts[0].model.states)).model
    rows = ["\t".join(COLUMNS)]
    for starts in sizes:
        kept = most_likely(starts)
        for each in starts:
            share = recovered(each.model, largest if each is kept else kept.model)
            held = "" if each.held_out is None else f"{each.held_out:.6f}"
            rows.append(
                f"{each.model.states}\t{'information' if each.start == 0 else f'random {each.start}'}\t"
                f"{'yes' if each is kept else 'no'}\t{each.iterations}\t{each.log_likelihood:.3f}\t"
                f"{held}\t{each.bic:.1f}\t{np.min(share):.4f}\t{np.mean(share):.4f}"
            )
    return "\n".join(rows) + "\n"


def write_selection(path: Path, sizes: Sequence[Sequence[Candidate]]) -> None:
    """Write the table of `selection_table`, atomically."""
    write_text(path, selection_table(sizes))
