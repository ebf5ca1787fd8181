"""Where in the genes a position lies: coded, another part of an exon, a splice site, an intron, or between genes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.genome.gene import Gene, Transcript
from babelix.genome.interval import Intervals
from babelix.genome.overlap import NOTHING, Union, unions

Positions = NDArray[np.int64]
# The first that holds a position is its place. `exon` is used where only exons are known, not what they code.
PLACES = ("coding", "UTR", "noncoding exon", "exon", "splice", "intron", "intergenic")
_INTERGENIC = PLACES.index("intergenic")
# The two bases of an intron at either end: GT and AG (Breathnach and Chambon 1981).
SPLICE_SITE = 2


@dataclass(frozen=True)
class Places:
    """Each place but ``intergenic``: the union of its stretches on every chromosome."""

    held: Mapping[str, Mapping[str, Union]]

    @classmethod
    def of_genes(cls, genes: Iterable[Gene]) -> "Places":
        """Build from genes with their transcripts: every exon of every transcript counts."""
        found: dict[str, list[tuple[str, int, int]]] = {
            name: [] for name in PLACES if name not in ("exon", "intergenic")
        }
        for gene in genes:
            for transcript in gene.transcripts:
                for name, chrom, start, end in _stretches(transcript):
                    found[name].append((chrom, start, end))
        return cls({name: unions(Intervals.of(rows)) for name, rows in found.items()})

    @classmethod
    def of_intervals(cls, exons: Intervals, introns: Intervals) -> "Places":
        """Build from exons and introns, or whole genes: what an exon holds is no intron."""
        return cls({"exon": unions(exons), "intron": unions(introns)})

    @property
    def names(self) -> tuple[str, ...]:
        """The places told apart, in order of precedence."""
        return tuple(name for name in PLACES if name in self.held or name == "intergenic")

    @property
    def chroms(self) -> tuple[str, ...]:
        """The chromosomes that have any."""
        return tuple(dict.fromkeys(chrom for held in self.held.values() for chrom in held))

    def of(self, chrom: Sequence[str], position: Positions) -> NDArray[np.int8]:
        """Return the index in `PLACES` of each position (counted from 0) of a chromosome (n)."""
        found = np.full(len(position), _INTERGENIC, np.int8)
        names = np.array(chrom, dtype=object)
        for each in dict.fromkeys(chrom):
            here = np.flatnonzero(names == each)
            at = position[here]
            for name in reversed(self.names[:-1]):
                inside = self.held[name].get(each, NOTHING).shared(at, at + 1) > 0
                found[here[inside]] = PLACES.index(name)
        return found


def _stretches(transcript: Transcript) -> Iterator[tuple[str, str, int, int]]:
    chrom = transcript.place.chrom
    yield "intron", chrom, transcript.place.start, transcript.place.end
    for exon in transcript.exons:
        yield "UTR" if transcript.coding else "noncoding exon", chrom, exon.start, exon.end
    for part in transcript.coding:
        yield "coding", chrom, part.start, part.end
    for before, after in zip(transcript.exons, transcript.exons[1:], strict=False):
        if before.end < after.start:
            yield "splice", chrom, before.end, min(before.end + SPLICE_SITE, after.start)
            yield "splice", chrom, max(after.start - SPLICE_SITE, before.end), after.start
