"""Initial parameters from the marks alone: ChromHMM's information initialisation.

Ernst and Kellis, Nature Methods 9:215 (2012), and the program's manual. For consecutive bins (t, t+1) form the pair
vector, 1 where both bins are 1. All pairs start in one node; the node and mark with the largest gain

    p log p - p1 log p1 - p2 log p2

(p the node's share of all pairs, p2 that of its pairs with the mark, p1 = p - p2)
are split, the pairs with the mark moving to a new node, until there is a node for every state.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.chromatin.markov.model import Model
from babelix.chromatin.marks.files import Marks

SMOOTHING = 0.02


@dataclass(frozen=True)
class Pairs:
    """The consecutive-bin pairs of one file: distinct pair vectors, how often each occurs and follows each.

    `vectors` (pairs x marks, bool); `counts` (pairs); `first` indexes the file's first pair; row n of `follow` (n x 2)
    is a pair and the next one, seen `followed[n]` times.
    """

    vectors: NDArray[np.bool_]
    counts: NDArray[np.int64]
    first: int
    follow: NDArray[np.int64]
    followed: NDArray[np.int64]


def count_pairs(marks: Marks) -> Pairs:
    """Return the pairs of one file, counted run by run."""
    present = marks.patterns == 1
    pattern, length = marks.pattern.astype(np.int64), marks.length.astype(np.int64)
    # Run r gives length - 1 pairs of its pattern with itself, then one with the next run's pattern.
    size = len(present)
    within = pattern * size + pattern
    across = pattern[:-1] * size + pattern[1:]
    keys, inverse = _distinct(np.concatenate([within, across]), size * size)
    both = present[keys // size] & present[keys % size]
    vectors, merged = np.unique(both, axis=0, return_inverse=True)
    number = merged.ravel()[inverse]
    inner, outer = number[: len(pattern)], number[len(pattern) :]
    counts = np.bincount(inner, weights=length - 1, minlength=len(vectors)).astype(np.int64)
    counts += np.bincount(outer, minlength=len(vectors))
    follow, followed = _bigrams(inner, outer, length, len(vectors))
    first = inner[0] if length[0] > 1 or not len(outer) else outer[0]
    return Pairs(vectors, counts, int(first), follow, followed)


def _bigrams(
    inner: NDArray[np.int64], outer: NDArray[np.int64], length: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return consecutive pairs and their counts: inside a run, from a run to its last pair, from there to the next."""
    several = length[:-1] > 1
    following = np.where(length[1:] > 1, inner[1:], np.append(outer[1:], -1))
    after = following >= 0
    begin = np.concatenate([inner, inner[:-1][several], outer[after]])
    then = np.concatenate([inner, outer[several], following[after]])
    times = np.concatenate([np.maximum(length - 2, 0), np.ones(len(begin) - len(inner), np.int64)])
    keys, where = _distinct(begin * size + then, size * size)
    counts = np.bincount(where, weights=times, minlength=len(keys)).astype(np.int64)
    return np.stack([keys // size, keys % size], axis=1), counts


def _distinct(keys: NDArray[np.int64], limit: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct keys (0 to `limit` - 1) in order, and the place of each key among them."""
    if limit > 4 * len(keys):
        distinct, inverse = np.unique(keys, return_inverse=True)
        return distinct, inverse.ravel()
    # Marks have few patterns: a table of all possible keys is quicker than sorting the keys there are.
    there = np.zeros(limit, np.bool_)
    there[keys] = True
    distinct = np.flatnonzero(there)
    place = np.empty(limit, np.int64)
    place[distinct] = np.arange(len(distinct))
    return distinct, place[keys]


def initial_model(
    files: Sequence[Pairs], states: int, names: tuple[str, ...], smoothing: float = SMOOTHING
) -> Model:
    """Return the initial parameters of a model with `states` states; state k is the k-th node.

    Raises `RequestError` when the marks' patterns do not support that many states.
    """
    stacked = np.concatenate([each.vectors for each in files])
    vectors, number = np.unique(stacked, axis=0, return_inverse=True)
    parts = np.split(number.ravel(), np.cumsum([len(each.vectors) for each in files])[:-1])
    times = np.concatenate([each.counts for each in files])
    counts = np.bincount(number.ravel(), weights=times, minlength=len(vectors)).astype(np.float64)
    node, parent = _split(vectors, counts, states)
    uniform = smoothing / states
    emission = _emission(vectors, counts, node, parent, smoothing)
    firsts = np.bincount(
        [node[part[each.first]] for part, each in zip(parts, files, strict=True)], minlength=states
    )
    initial = uniform + (1 - smoothing) * firsts / len(files)
    bigram = np.zeros((states, states))
    for part, each in zip(parts, files, strict=True):
        np.add.at(bigram, (node[part[each.follow[:, 0]]], node[part[each.follow[:, 1]]]), each.followed)
    total = bigram.sum(axis=1, keepdims=True)
    share = np.divide(bigram, total, out=np.full_like(bigram, 1 / states), where=total > 0)
    return Model(names, initial, uniform + (1 - smoothing) * share, emission)


def _split(
    vectors: NDArray[np.bool_], counts: NDArray[np.float64], states: int
) -> tuple[NDArray[np.int64], list[int]]:
    """Return the node of every pair vector and every node's parent (0 for node 0)."""
    node = np.zeros(len(vectors), np.int64)
    parent = [0]
    weight = vectors * counts[:, None]
    everything = max(counts.sum(), 1)  # files of one bin have no pairs at all: no split gains anything
    while len(parent) < states:
        member = np.zeros((len(parent), len(vectors)))
        member[node, np.arange(len(vectors))] = 1
        p = (member @ counts / everything)[:, None]
        p2 = member @ weight / everything
        gain = _plogp(p) - _plogp(p - p2) - _plogp(p2)
        split, mark = np.unravel_index(int(np.argmax(gain)), gain.shape)
        if not gain[split, mark] > 0:
            raise RequestError(
                f"{states} states were asked for, and the patterns of these {vectors.shape[1]} marks can only support "
                f"{len(parent)}; ask for at most {len(parent)} states or add marks"
            )
        node[(node == split) & vectors[:, mark]] = len(parent)
        parent.append(int(split))
    return node, parent


def _plogp(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(p * np.log(p, out=np.zeros_like(p), where=p > 0))


def _emission(
    vectors: NDArray[np.bool_],
    counts: NDArray[np.float64],
    node: NDArray[np.int64],
    parent: list[int],
    smoothing: float,
) -> NDArray[np.float64]:
    """Return h/2 for node 0 and h/2 + (1 - h) (share of pairs with the mark in the node and its descendants) else."""
    states = len(parent)
    pairs = np.bincount(node, weights=counts, minlength=states)
    marked = np.stack(
        [np.bincount(node, weights=counts * column, minlength=states) for column in vectors.T], axis=1
    )
    for child in range(states - 1, 0, -1):
        # A node's parent is older than the node: its own descendants are all added by now.
        if parent[child] != 0:
            pairs[parent[child]] += pairs[child]
            marked[parent[child]] += marked[child]
    emission = smoothing / 2 + (1 - smoothing) * marked / np.maximum(pairs, 1)[:, None]
    emission[0] = smoothing / 2
    return np.asarray(emission)
