"""How frequent alleles are, in words: common or rare, or in a panel or absent from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Classed:
    """The `names` of the classes, the commoner first, and of each allele the index in them (n)."""

    names: tuple[str, ...]
    index: NDArray[np.int8]


def by_frequency(frequency: NDArray[np.float64], common: float) -> Classed:
    """Class alleles by their frequency (n): ``common`` from `common` on, ``rare`` below, ``unknown`` where it is NaN.

    Raises `RequestError` for a `common` that is no share between 0 and 1.
    """
    if not 0 < common < 1:
        raise RequestError(f"`common` {common}: expected a frequency between 0 and 1", setting="common")
    unknown = np.isnan(frequency)
    index = np.where(unknown, 2, np.where(frequency >= common, 0, 1)).astype(np.int8)
    return Classed(("common", "rare", "unknown")[: 3 if unknown.any() else 2], index)


def by_panel(
    chrom: Sequence[str], position: NDArray[np.int64], panel: Mapping[str, NDArray[np.int64]]
) -> Classed:
    """Class alleles by whether a panel has a variant at their position (n, from 1); its positions are sorted."""
    index = np.ones(len(position), np.int8)
    names = np.array(chrom, dtype=object)
    for each in dict.fromkeys(chrom):
        here = np.flatnonzero(names == each)
        index[here[np.isin(position[here], panel.get(each, np.empty(0, np.int64)))]] = 0
    return Classed(("in the panel", "absent from the panel"), index)


def all_alike(count: int) -> Classed:
    """Class `count` alleles of which nothing is known."""
    return Classed(("any frequency",), np.zeros(count, np.int8))
