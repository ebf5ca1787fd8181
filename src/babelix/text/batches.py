"""Batches by token count, of sentences of like length, in an order that a seed and an epoch fix for good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int64

from babelix.base.errors import RequestError
from babelix.base.seeds import generator
from babelix.text.ragged import Ragged
from babelix.text.subwords import END, PADDING, START


@dataclass(frozen=True)
class Batch:
    """Padded ids of some pairs.

    `source` ends each row with END; `target_in` begins with START, and `target_out` is what follows each of its
    positions, ending with END.
    """

    source: Int64[np.ndarray, "batch source"]
    target_in: Int64[np.ndarray, "batch target"]
    target_out: Int64[np.ndarray, "batch target"]

    @property
    def tokens(self) -> int:
        """Return the number of target tokens, END included and padding not: what the loss averages over."""
        return int((self.target_out != PADDING).sum())


def pad(rows: Sequence[Sequence[int]]) -> Int64[np.ndarray, "rows longest"]:
    """Return the rows side by side, filled with PADDING to the longest."""
    return Ragged.of(rows).padded()


def make_batch(source: Ragged, target: Ragged) -> Batch:
    """Return the batch of encoded pairs (ids without start or end)."""
    return Batch(
        source=source.padded(last=END),
        target_in=target.padded(first=START),
        target_out=target.padded(last=END),
    )


def like_lengths(
    source: Sequence[Sequence[int]], target: Sequence[Sequence[int]], pairs: int
) -> Iterator[Batch]:
    """Yield every encoded pair once, at most `pairs` a batch, those with short targets first."""
    order = sorted(range(len(source)), key=lambda i: (len(target[i]), len(source[i])))
    for first in range(0, len(order), pairs):
        part = order[first : first + pairs]
        yield make_batch(Ragged.of(source[i] for i in part), Ragged.of(target[i] for i in part))


def drawn(weights: Float64[np.ndarray, " pairs"], *, seed: int, epoch: int) -> Int64[np.ndarray, " drawn"]:
    """Return the numbers of the pairs of an epoch: each as often as the whole part of its weight, and once more with
    the probability of the rest.

    The same arguments give the same pairs on every machine.
    """
    times = np.floor(weights).astype(np.int64)
    rest = weights - times
    if rest.any():
        times += generator(seed, "weights", epoch).random(len(weights)) < rest
    return np.repeat(np.arange(len(weights)), times)


def batches(
    source_lengths: Int64[np.ndarray, " pairs"],
    target_lengths: Int64[np.ndarray, " pairs"],
    *,
    tokens: int,
    seed: int,
    epoch: int,
) -> list[Int64[np.ndarray, " _"]]:
    """Group pairs of like length into batches of at most `tokens` padded tokens on the longer side, in random order.

    Entry i holds the numbers of the pairs of batch i.

    Lengths count the end token. The same arguments give the same order on every machine. Raises `RequestError` when
    a pair alone is longer than `tokens`, and when there are none.
    """
    widths = np.maximum(source_lengths, target_lengths)
    if len(widths) == 0:
        raise RequestError("no sentence pairs to batch; the corpus is empty after filtering")
    if widths.max() > tokens:
        worst = int(widths.argmax())
        raise RequestError(
            f"pair {worst + 1} has {widths[worst]} tokens, more than a batch of {tokens}; raise batch_tokens or drop it"
        )
    rng = generator(seed, "batches", epoch)
    # Ties fall at random, so that an epoch's batches differ from the last epoch's.
    order = np.lexsort((rng.random(len(widths)), source_lengths, target_lengths))
    cuts: list[np.ndarray] = []
    start, widest = 0, 0
    for position, width in enumerate(widths[order].tolist()):
        widest = max(widest, width)
        if widest * (position - start + 1) > tokens:
            cuts.append(order[start:position])
            start, widest = position, width
    cuts.append(order[start:])
    shuffled = rng.permutation(len(cuts))
    return [cuts[i] for i in shuffled]
