"""SNPs that are alike: binned by what they are matched on, bins of equally many SNPs of the pool."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Strata:
    """The stratum of each SNP (int32, n), how many there are, and how many were merged for want of controls.

    `bins` says into how many bins each covariate fell, one more where some SNPs have no value.
    """

    index: NDArray[np.int32]
    count: int
    bins: Mapping[str, int]
    merged: int = 0

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many of the SNPs `rows` lie in each stratum (count)."""
        return np.bincount(self.index[rows], minlength=self.count).astype(np.int64)

    def sizes(self) -> NDArray[np.int64]:
        """Return how many SNPs each stratum has (count)."""
        return np.bincount(self.index, minlength=self.count).astype(np.int64)


def stratify(
    covariates: Mapping[str, Values], bins: Sequence[int], size: int, cases: NDArray[np.int64]
) -> Strata:
    """Return strata of `size` SNPs by the bins of `covariates` (n each), in `bins` equal parts each.

    A missing value has a bin of its own. A stratum that has cases (rows) and no other SNP is merged with the nearest
    that has some, by the sum of steps from bin to bin. Raises `RequestError` where there is no SNP but cases.
    """
    codes = np.zeros((max(len(covariates), 1), size), np.int32)
    told = {}
    for row, ((name, values), count) in enumerate(zip(covariates.items(), bins, strict=True)):
        codes[row] = binned(values, count)
        told[name] = int(codes[row].max(initial=0)) + 1
    widths = [*told.values()] or [1]
    flat = np.ravel_multi_index(tuple(codes), widths) if size else np.zeros(0, np.int64)
    present, index = np.unique(flat, return_inverse=True)
    places = np.stack(np.unravel_index(present, widths), axis=1)
    whole, merged = _merged(index.astype(np.int32), places, cases)
    kept, index = np.unique(whole, return_inverse=True)
    return Strata(index.astype(np.int32), len(kept), told, merged)


def binned(values: Values, bins: int) -> NDArray[np.int32]:
    """Return the bin of each value (n): `bins` of equally many, equal values together; what is missing in one more."""
    if bins < 1:
        raise RequestError(f"`bins` {bins}: expected at least 1", setting="bins")
    known = ~np.isnan(values)
    _, place, many = np.unique(values[known], return_inverse=True, return_counts=True)
    middle = np.cumsum(many) - many / 2  # of the ranks of equal values
    found = np.full(len(values), bins)
    found[known] = np.floor(bins * middle / max(len(place), 1)).astype(np.int64)[place]
    return np.unique(found, return_inverse=True)[1].astype(np.int32)


def _merged(
    index: NDArray[np.int32], places: NDArray[np.int64], cases: NDArray[np.int64]
) -> tuple[NDArray[np.int32], int]:
    """Return the strata (n) with those that hold nothing but cases merged into others, and how many were."""
    sizes = np.bincount(index, minlength=len(places))
    held = np.bincount(index[cases], minlength=len(places))
    alone = np.flatnonzero((held > 0) & (sizes == held))
    if not len(alone):
        return index, 0
    rich = np.flatnonzero(sizes > held)
    if not len(rich):
        raise RequestError(
            "the pool holds no SNP but cases; give one with SNPs that controls are drawn from", setting="pool"
        )
    target = np.arange(len(places), dtype=np.int32)
    for stratum in alone:
        target[stratum] = rich[np.abs(places[rich] - places[stratum]).sum(axis=1).argmin()]
    return target[index], len(alone)
