"""Elements moved inside a window round each locus, as GoShifter does (Trynka et al. 2015).

A locus overlaps when any of its SNPs lies in an element. Whatever sets a locus apart from the rest of the genome, genes
near by or open chromatin, its window shares, so this is a narrower question than that of chance: are the SNPs where the
elements of their own neighborhood are? Every shift is counted: the share of shifts under which a locus overlaps is the
measure of a union of arcs, and the number of loci that do is a sum of independent draws (Poisson's binomial).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.shifted.chromosomes import Shifted
from babelix.enrichment.layers import Layer
from babelix.genome.overlap import NOTHING, union

Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Windows:
    """Loci: the chromosome (of `chroms`) and the window ``[start, end)`` of each (loci), and their SNPs.

    SNP k stands at ``position[k]`` of the window of ``locus[k]``. Raises `RequestError` for one outside it.
    """

    chroms: tuple[str, ...]
    chrom: NDArray[np.int64]
    start: Positions
    end: Positions
    locus: NDArray[np.int64]
    position: Positions

    def __post_init__(self) -> None:
        """Check what is promised."""
        outside = (self.position < self.start[self.locus]) | (self.position >= self.end[self.locus])
        if outside.any():
            row = int(np.argmax(outside))
            locus = self.locus[row]
            raise RequestError(
                f"SNP {row} stands at {self.position[row]}, outside the window of its locus, "
                f"{self.chroms[self.chrom[locus]]}:{self.start[locus]}-{self.end[locus]}; take a wider one"
            )

    def __len__(self) -> int:
        return len(self.start)


def windows(
    chroms: tuple[str, ...],
    chrom: NDArray[np.int64],
    position: Positions,
    locus: NDArray[np.int64],
    flank: int,
) -> Windows:
    """Return windows from `flank` bases before the first SNP of each locus to as many behind its last.

    `chrom`, `position` and `locus` (0, 1, ...) are of each SNP. A window that would begin below 0 begins there.
    """
    count = int(locus.max(initial=-1)) + 1
    first, last = np.full(count, np.iinfo(np.int64).max), np.zeros(count, np.int64)
    np.minimum.at(first, locus, position)
    np.maximum.at(last, locus, position)
    where = np.zeros(count, np.int64)
    where[locus] = chrom
    return Windows(chroms, where, np.maximum(first - flank, 0), last + flank + 1, locus, position)


def within_loci(loci: Windows, layer: Layer) -> Shifted:
    """Return how many loci overlap a layer, beside the layer moved round inside the window of each."""
    shares, overlap = np.zeros(len(loci)), np.zeros(len(loci), bool)
    for code, chrom in enumerate(loci.chroms):
        own = np.flatnonzero(loci.chrom == code)
        here = layer.get(chrom, NOTHING)
        if not len(own) or not len(here.start):
            continue
        snps = np.flatnonzero(loci.chrom[loci.locus] == code)
        place = loci.position[snps]
        overlap[loci.locus[snps[here.shared(place, place + 1) > 0]]] = True
        shares[own] = _shares(loci, own, snps, here.start, here.end)
    chance = np.ones(1)
    for share in shares[shares > 0]:
        chance = np.append(chance * (1 - share), 0) + np.append(0, chance * share)
    observed = int(overlap.sum())
    return Shifted(observed, float(shares.sum()), float(min(chance[observed:][::-1].sum(), 1)), True)


def _shares(
    loci: Windows, own: NDArray[np.int64], snps: NDArray[np.int64], start: Positions, end: Positions
) -> NDArray[np.float64]:
    """Return the share of shifts under which each of `own` overlaps; `snps` are theirs.

    Windows stand behind each other on a line; on a window's piece of it lies every shift under which a SNP of its locus
    meets an element: x - b + 1, ..., x - a for x in [a, b), counted round the window.
    """
    width = (loci.end - loci.start)[own]
    base = np.append(0, np.cumsum(width))
    row = np.searchsorted(own, loci.locus[snps])
    low, high = loci.start[own][row], loci.end[own][row]
    first = np.searchsorted(end, low, side="right")
    many = np.maximum(np.searchsorted(start, high) - first, 0)
    snp = np.repeat(np.arange(len(snps)), many)
    element = np.arange(len(snp)) - np.repeat(np.cumsum(many) - many - first, many)
    row, low, high, x = row[snp], low[snp], high[snp], loci.position[snps][snp]
    a, b = np.maximum(start[element], low), np.minimum(end[element], high)
    begin = (x - b + 1) % width[row]
    stop = begin + b - a
    over = np.maximum(stop - width[row], 0)
    arcs = union(
        np.concatenate([base[row] + begin, base[row]]),
        np.concatenate([base[row] + stop - over, base[row] + over]),
    )
    return np.asarray(arcs.shared(base[:-1], base[1:]) / width)
