"""A genome as contigs, whole or in slices: any stretch of it, N where nothing is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from babelix.base.errors import RequestError, did_you_mean
from babelix.genome.assembly import assembly_of
from babelix.genome.formats.fasta import Fasta, open_fasta
from babelix.genome.region import Region, named_slice, parse_place
from babelix.genome.sequence import Bases, N


@dataclass(frozen=True)
class Slice:
    """A record of the FASTA and the stretch of its contig that it holds; `whole` when it is all of the contig."""

    record: str
    place: Region
    whole: bool


@dataclass(frozen=True)
class Genome:
    """Contigs of one FASTA. `slices` are their records, in file order; `assembly` is None when lengths do not tell."""

    path: Path
    slices: tuple[Slice, ...]
    assembly: str | None
    _fasta: Fasta = field(repr=False)

    @classmethod
    def open(cls, path: str | Path, cache: Path, offset: str | None = None) -> "Genome":
        """Open a FASTA. A record named ``chr2:100-200`` is a slice at that place.

        `offset`, such as ``chr22:32000001``, says where the first base of the record of that contig's name stands (of
        the only record, whatever its name). Raises `RequestError` for an `offset` of no record.
        """
        fasta = open_fasta(path, cache)
        at = _offset(fasta.lengths, offset, path)
        slices = tuple(_slice(record, bases, at.get(record)) for record, bases in fasta.lengths.items())
        whole = {each.record: len(each.place) for each in slices if each.whole}
        return cls(Path(path), slices, assembly_of(whole), fasta)

    @property
    def lengths(self) -> Mapping[str, int]:
        """The bases of each contig, in file order; of a contig known by slices, up to where the last one ends."""
        ends: dict[str, int] = {}
        for each in self.slices:
            ends[each.place.chrom] = max(ends.get(each.place.chrom, 0), each.place.end)
        return ends

    @property
    def in_slices(self) -> bool:
        """True when some contig is known by slices only."""
        return not all(each.whole for each in self.slices)

    def known(self, chrom: str) -> list[Region]:
        """Return the stretches of a contig that the FASTA holds, in file order."""
        return [each.place for each in self.slices if each.place.chrom == chrom]

    def check(self, region: Region) -> None:
        """Raise `RequestError` when a region is not wholly inside what is known of its contig."""
        known = self.known(region.chrom)
        if any(each.start <= region.start and region.end <= each.end for each in known):
            return
        have = ", ".join(map(str, known[:3])) + (", ..." if len(known) > 3 else "")
        hint = "; `offset` says where a slice begins" if not self.in_slices else ""
        raise RequestError(
            f"`region` {region}: {self.path} holds {have or 'nothing of this contig'}; ask for bases inside it{hint}",
            setting=("region", "offset"),
        )

    def read(self, chrom: str, start: int, end: int) -> Bases:
        """Return the bases ``[start, end)`` of a contig, N where no slice holds them (bases); `start` may be below 0.

        Where slices overlap, the first of the file that holds a base gives it. Raises `RequestError` for a contig that
        the genome lacks.
        """
        slices = [one for one in self.slices if one.place.chrom == chrom]
        if not slices:
            raise RequestError(
                f"contig {chrom!r} is not in {self.path}, which has {', '.join(list(self.lengths)[:3])}"
                f"; read one of these{did_you_mean(chrom, self.lengths)}"
            )
        first = slices[0]
        if first.place.start <= start and end <= first.place.end:
            return self._fasta.read(first.record, start - first.place.start, end - first.place.start)
        bases = np.full(max(end - start, 0), N, np.uint8)
        for each in reversed(slices):
            low, high = max(start, each.place.start), min(end, each.place.end)
            if low < high:
                found = self._fasta.read(each.record, low - each.place.start, high - each.place.start)
                bases[low - start : high - start] = found
        return bases


def _offset(lengths: Mapping[str, int], offset: str | None, path: str | Path) -> dict[str, Region]:
    if offset is None:
        return {}
    chrom, start = parse_place(offset)
    record = chrom if chrom in lengths else next(iter(lengths)) if len(lengths) == 1 else None
    if record is None:
        raise RequestError(
            f"`offset` {offset!r}: no record of {path} is called {chrom}, it has {', '.join(list(lengths)[:3])}",
            setting="offset",
        )
    return {record: Region(chrom, start, start + lengths[record])}


def _slice(record: str, bases: int, at: Region | None) -> Slice:
    place = at or named_slice(record)
    if place is None:
        return Slice(record, Region(record, 0, bases), True)
    if len(place) != bases:
        raise RequestError(
            f"record {record!r} holds {bases:,} bases, its name says {len(place):,}; name it by what it holds"
        )
    return Slice(record, place, False)
