"""Genes and their transcripts, whatever file they come from."""

from dataclasses import dataclass, replace

from babelix.genome.region import Region


@dataclass(frozen=True)
class Transcript:
    """A transcript: where it lies, and its exons, sorted."""

    name: str
    place: Region
    exons: tuple[Region, ...] = ()


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
        moved = [
            replace(each, place=replace(each.place, chrom=chrom), exons=_on(chrom, each.exons))
            for each in self.transcripts
        ]
        place = replace(self.place, chrom=chrom)
        return replace(self, place=place, exons=_on(chrom, self.exons), transcripts=tuple(moved))

    @property
    def starts(self) -> tuple[int, ...]:
        """The first bases of its transcripts, counted from 0, sorted, each once; none without a strand."""
        if not self.strand:
            return ()
        places = [each.place for each in self.transcripts] or [self.place]
        return tuple(sorted({place.start if self.strand > 0 else place.end - 1 for place in places}))


def _on(chrom: str, regions: tuple[Region, ...]) -> tuple[Region, ...]:
    return tuple(replace(each, chrom=chrom) for each in regions)
