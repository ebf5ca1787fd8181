"""Genes and their transcripts, whatever file they come from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from babelix.genome.region import Region


@dataclass(frozen=True)
class Transcript:
    """A transcript: where it lies, its exons and what they code, stop codon included, each sorted.

    `phase` is how many coded bases, in the direction of reading, end a codon that begins before them: 0 but where the
    start of what is coded is not known. `kind` is the file's biotype, empty when it states none; `tags` are the file's
    words for what is special about it, such as ``MANE_Select``, blanks written ``_``.
    """

    name: str
    place: Region
    exons: tuple[Region, ...] = ()
    coding: tuple[Region, ...] = ()
    phase: int = 0
    kind: str = ""
    tags: frozenset[str] = frozenset()

    def on(self, chrom: str) -> "Transcript":
        """Return it with its contig called `chrom`."""
        place = replace(self.place, chrom=chrom)
        return replace(self, place=place, exons=_on(chrom, self.exons), coding=_on(chrom, self.coding))


@dataclass(frozen=True)
class Gene:
    """A gene: where it lies, its `strand` (+1, -1, 0), the exons of all its transcripts, sorted, each once."""

    name: str
    place: Region
    strand: int
    exons: tuple[Region, ...] = ()
    transcripts: tuple[Transcript, ...] = ()

    def on(self, chrom: str) -> "Gene":
        """Return it with its contig called `chrom`."""
        if chrom == self.place.chrom:
            return self
        moved = tuple(each.on(chrom) for each in self.transcripts)
        place = replace(self.place, chrom=chrom)
        return replace(self, place=place, exons=_on(chrom, self.exons), transcripts=moved)

    @property
    def starts(self) -> tuple[int, ...]:
        """The first bases of its transcripts, counted from 0, sorted, each once; none without a strand."""
        if not self.strand:
            return ()
        places = [each.place for each in self.transcripts] or [self.place]
        return tuple(sorted({place.start if self.strand > 0 else place.end - 1 for place in places}))


def _on(chrom: str, regions: tuple[Region, ...]) -> tuple[Region, ...]:
    return tuple(replace(each, chrom=chrom) for each in regions)


def joined(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Return regions of one contig sorted, one that touches or lies in the one before taken into it.

    Two that overlap in part stay: so a ribosome that slips back reads a base twice.
    """
    found: list[Region] = []
    for each in sorted(regions):
        if found and (each.start == found[-1].end or each.end <= found[-1].end):
            found[-1] = replace(found[-1], end=max(found[-1].end, each.end))
        else:
            found.append(each)
    return tuple(found)
