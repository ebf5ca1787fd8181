"""Where transcription starts, by place."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from babelix.genome.gene import Gene


@dataclass(frozen=True, order=True)
class Start:
    """A base, counted from 0, at which transcription of a gene starts."""

    base: int
    gene: str


class Starts:
    """The starts of many genes; a gene without a strand has none."""

    def __init__(self, genes: Iterable[Gene]) -> None:
        found: dict[str, set[Start]] = {}
        for gene in genes:
            found.setdefault(gene.place.chrom, set()).update(Start(base, gene.name) for base in gene.starts)
        self._starts = {chrom: sorted(starts) for chrom, starts in found.items()}

    def within(self, chrom: str, start: int, end: int) -> list[Start]:
        """Return the starts at the bases ``[start, end)`` of a contig, in order of base, then gene."""
        known = self._starts.get(chrom, [])
        return known[bisect_left(known, Start(start, "")) : bisect_left(known, Start(end, ""))]
