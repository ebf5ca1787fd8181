"""Which of several layers cover each base: the genome cut where anything begins or ends, equal pieces summed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.genome.overlap import NOTHING, Union

_ROWS = 1 << 15


@dataclass(frozen=True)
class Patterns:
    """Sets of layers and the bases that exactly these cover: `inside` (sets, layers) and `bases` (sets), most first.

    Bases that no layer covers are in none.
    """

    names: tuple[str, ...]
    inside: NDArray[np.bool_]
    bases: NDArray[np.int64]

    def shared(self) -> NDArray[np.int64]:
        """Return the bases that two layers share (layers, layers); on the diagonal those of each."""
        total = np.zeros((len(self.names), len(self.names)))
        for begin in range(0, len(self.bases), _ROWS):
            some = self.inside[begin : begin + _ROWS].astype(
                np.float64
            )  # of which the library multiplies quickly
            total += some.T @ (some * self.bases[begin : begin + _ROWS, None])
        return np.rint(total).astype(np.int64)

    def alone(self) -> NDArray[np.int64]:
        """Return the bases that each layer covers (layers)."""
        return np.array([self.bases[inside].sum() for inside in self.inside.T], np.int64)

    def cumulative(self) -> NDArray[np.int64]:
        """Return the bases that the first 1, 2, ... layers cover together (layers)."""
        first = self.inside.argmax(axis=1)
        return np.cumsum(np.bincount(first, weights=self.bases, minlength=len(self.names))).astype(np.int64)

    def depths(self) -> NDArray[np.int64]:
        """Return how many bases 0, 1, 2, ... layers cover (layers + 1); of none, 0."""
        counts = np.bincount(self.inside.sum(axis=1), weights=self.bases, minlength=len(self.names) + 1)
        return np.asarray(counts, np.int64)


def patterns(layers: Mapping[str, Mapping[str, Union]], chroms: Sequence[str]) -> Patterns:
    """Return which layers, disjoint stretches by chromosome, cover the bases of `chroms`."""
    rows: list[NDArray[np.uint64]] = []
    bases: list[NDArray[np.int64]] = []
    for chrom in chroms:
        here = [each.get(chrom, NOTHING) for each in layers.values()]
        borders = np.sort(np.concatenate([*(each.start for each in here), *(each.end for each in here)]))
        if len(borders):
            borders = borders[np.diff(borders, prepend=-1) > 0]
            distinct, sums = _summed(_words(_inside(here, borders).T), np.diff(borders))
            rows.append(distinct)
            bases.append(sums)
    names = tuple(layers)
    if not rows:
        return Patterns(names, np.zeros((0, len(names)), bool), np.zeros(0, np.int64))
    distinct, sums = _summed(np.concatenate(rows), np.concatenate(bases))
    some = distinct.any(axis=1)
    distinct, sums = distinct[some], sums[some]
    order = np.argsort(-sums, kind="stable")
    octets = np.ascontiguousarray(distinct[order]).view(np.uint8)
    return Patterns(names, np.unpackbits(octets, axis=1, count=len(names)).view(bool), sums[order])


def _inside(layers: Sequence[Union], borders: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether each layer covers each piece between borders (layers, pieces)."""
    found = np.empty((len(layers), len(borders) - 1), bool)
    for row, layer in enumerate(layers):
        turns = np.zeros(len(borders), np.int8)
        turns[np.searchsorted(borders, layer.start)] = 1
        turns[
            np.searchsorted(borders, layer.end)
        ] = -1  # never a start as well: touching stretches were joined
        found[row] = np.cumsum(turns, dtype=np.int8)[:-1]
    return found


def _words(inside: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Return rows of bits as rows of whole words."""
    octets = np.packbits(inside, axis=1)
    room = np.zeros((len(octets), -octets.shape[1] % 8), np.uint8)
    return np.ascontiguousarray(np.hstack([octets, room])).view(np.uint64)


def _summed(
    rows: NDArray[np.uint64], bases: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the distinct rows and the bases of each."""
    order = np.argsort(rows[:, 0]) if rows.shape[1] == 1 else np.lexsort(rows.T)
    rows, bases = rows[order], bases[order]
    first = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]).any(axis=1)))
    return rows[first], np.add.reduceat(bases, first)
