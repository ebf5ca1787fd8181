"""What fits beside each other on a strip of genome: bins as columns, genes in lanes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from babelix.genome.gene import Gene


def envelope(
    values: NDArray[np.float32], columns: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], int]:
    """Return lowest and highest of every so many bins, so that no more than `columns` are left, and how many."""
    each = max(-(-len(values) // columns), 1)
    padded = np.concatenate([values, np.repeat(values[-1:], -len(values) % each)]).reshape(-1, each)
    return padded.min(1), padded.max(1), each


def gene_lanes(genes: Sequence[Gene]) -> list[list[Gene]]:
    """Return the genes in lanes, each in the first one where it overlaps no other."""
    lanes: list[list[Gene]] = []
    for gene in sorted(genes, key=lambda one: one.place):
        lane = next((each for each in lanes if each[-1].place.end < gene.place.start), None)
        if lane is None:
            lanes.append([gene])
        else:
            lane.append(gene)
    return lanes


def extremes(values: NDArray[np.float64], columns: int) -> tuple[NDArray[np.float64], int]:
    """Return of every so many bins the value of largest size (columns, tracks), and how many bins that is."""
    each = max(-(-len(values) // columns), 1)
    padded = np.concatenate([values, np.repeat(values[-1:], -len(values) % each, axis=0)])
    groups = padded.reshape(-1, each, values.shape[1])
    largest = np.abs(groups).argmax(1)
    return np.take_along_axis(groups, largest[:, None], axis=1)[:, 0], each
