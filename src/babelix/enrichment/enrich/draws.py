"""Matched draws: for every case another SNP of its stratum, and how many of each draw lie in every annotation.

One draw serves all annotations and all traits: a case that two traits share is one SNP in a draw too, so that counts go
together as those of the cases do. Within a draw no SNP comes twice. Draws may keep a distance, as cases do that were
collapsed to loci; then they are no longer those of the exact P, and their counts vary a little less.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import at_least
from babelix.base.errors import RequestError
from babelix.base.native import Native
from babelix.base.seeds import derive

Rows = NDArray[np.int64]
LEAST_SPACING = 100
_KERNELS = "babelix.enrichment.enrich.draws_kernels"
_draw, _mark = Native(_KERNELS, "draw"), Native(_KERNELS, "mark")


class CrowdedError(RequestError):
    """No draw was found whose SNPs are as far apart as they shall be."""


@dataclass(frozen=True)
class Spacing:
    """How far the SNPs of a draw stay apart: more than `bases`; `chrom` and `position` (pool) say where each stands."""

    bases: int
    chrom: NDArray[np.int32]
    position: Rows

    def places(self) -> Rows:
        """Return where each SNP stands (pool) on a line of all chromosomes, empty between two of them."""
        codes, chrom = np.unique(self.chrom, return_inverse=True)
        last = np.zeros(len(codes), np.int64)
        np.maximum.at(last, chrom, self.position)
        begin = self.bases + np.append(0, np.cumsum(last + 3 * self.bases))[:-1]
        return np.asarray(self.position + begin[chrom], np.int64)


class Drawer:
    """Draws for `cases`: rows of the pool, of one trait or of several.

    `stratum` (pool) is the stratum of every SNP, `members` the rows that lie in each annotation. Draws go on where the
    last ones ended; the same seed gives the same.
    """

    def __init__(
        self,
        stratum: NDArray[np.int32],
        members: Sequence[Rows],
        cases: Sequence[Rows],
        seed: int = 1,
        spacing: Spacing | None = None,
    ) -> None:
        if spacing is not None:
            at_least(LEAST_SPACING, spacing=spacing.bases)
        slots, mine = np.unique(np.concatenate([np.empty(0, np.int64), *cases]), return_inverse=True)
        few = len(stratum) and stratum.max() < 1 << 16  # numpy sorts 16 bits by radix
        self._order = np.argsort(stratum.astype(np.uint16) if few else stratum, kind="stable").astype(
            np.int32
        )
        self._cuts = np.append(0, np.cumsum(np.bincount(stratum))).astype(np.int64)
        self._stratum = stratum[slots].astype(np.int64)
        self._slots = np.arange(len(slots))
        self._state = np.array([derive(seed, "matched draws")], np.uint64)
        self._trait_slots = mine.astype(np.int64)
        sizes = [len(each) for each in cases]
        self._trait_cuts = np.append(0, np.cumsum(sizes)).astype(np.int64)
        self._depths = np.array([size.bit_length() for size in sizes], np.int64)
        self._annotations, self._words = len(members), max(1, -(-len(members) // 64))
        self._rows = _bits(members, len(stratum), self._words)
        self._bases = spacing.bases if spacing else 0
        self._place = spacing.places() if spacing else np.zeros(1, np.int64)
        fields = int(self._place.max(initial=0)) // self._bases + 2 if spacing else 1
        self._taken = np.full(fields, -1, np.int32)

    def counts(self, draws: int) -> NDArray[np.int32]:
        """Return how many SNPs of each of so many new draws lie in elements (draws, traits, annotations).

        Raises `CrowdedError` where a stratum has too few SNPs as far apart as they shall be.
        """
        traits, count = len(self._depths), len(self._slots)
        out = np.zeros((draws, traits, self._annotations), np.int32)
        planes = np.zeros(self._words * (int(self._depths.max(initial=0)) + 1), np.uint64)
        used, chosen = np.zeros(len(self._cuts) - 1, np.int64), np.zeros(count, np.int64)
        lacking = _draw(
            self._state, draws, self._order, self._cuts, len(used), used, self._slots, self._stratum, count,
            self._place, self._bases, self._taken, chosen, self._rows, self._words, self._trait_slots,
            self._trait_cuts, self._depths, traits, planes, self._annotations, out,
        )  # fmt: skip
        if lacking >= 0:
            wanted = int((self._stratum == lacking).sum())
            size = self._cuts[lacking + 1] - self._cuts[lacking]
            raise CrowdedError(
                f"stratum {lacking}: no {wanted} of its {size} SNPs stand more than {self._bases:,} bases from all "
                "others of a draw; match on less, or draw without a distance"
            )
        return out


def sampled_p(observed: NDArray[np.int64], counts: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return (1 + k) / (1 + N): k of N draws (N first) have as many as `observed` or more."""
    return np.asarray((1 + (counts >= observed).sum(axis=0)) / (1 + len(counts)))


def _bits(members: Sequence[Rows], size: int, words: int) -> NDArray[np.uint64]:
    """Return which annotations hold each SNP (size, words): bit a of a row that of annotation a."""
    rows = np.zeros((size, words), np.uint64)
    for number, own in enumerate(members):
        _mark(np.ascontiguousarray(own, np.int64), len(own), rows, words, number)
    return rows
