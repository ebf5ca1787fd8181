"""What a logo shows: motifs with their bits, or what each base of a stretch adds to a track."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from babelix.base.arguments import checked
from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent
from babelix.genome.contig_names import joined
from babelix.genome.contigs import Genome
from babelix.genome.formats.bigwig.reader import BigWigReader, is_bigwig
from babelix.genome.formats.meme import write_motifs
from babelix.genome.formats.substitutions import Attribution as Attribution
from babelix.genome.formats.substitutions import read_substitutions
from babelix.genome.motifs.letters import bits
from babelix.genome.motifs.motif import Motif
from babelix.genome.region import Region
from babelix.genome.sequence import ORDER
from babelix.workflows.dna.motifs.sources import Given, Over, gather
from babelix.workflows.dna.places import Where, asked_regions, open_genome

LONGEST = 2_000
"""Bases of a region whose letters can still be read."""
_KINDS = ("motifs", "sequences", "model", "effects")


@dataclass(frozen=True)
class Shown:
    """A motif, its bits (less what so few sites have by chance), its commonest letters."""

    motif: Motif
    bits: float
    consensus: str

    @property
    def seen(self) -> str:
        """How many sites it is made of, in words; none where that is not known."""
        return several(self.motif.sites, "site") if self.motif.sites else ""


@dataclass(frozen=True)
class Logos:
    """Motifs to draw, where they come from, and how many there were to choose among."""

    origin: str
    shown: tuple[Shown, ...]
    held: int

    @property
    def told(self) -> str:
        """How many are shown of how many, in words."""
        return f"{len(self.shown):,} of {several(self.held, 'motif')}"


@checked
def logos(given: Given, listener: Listener = silent) -> Logos:
    """Return the motifs given as they are drawn. Raises `RequestError` for what is none."""
    found = gather(given, listener, _KINDS)
    return Logos(found.origin, shown(found.motifs), found.held)


def shown(motifs: Sequence[Motif]) -> tuple[Shown, ...]:
    """Return motifs as they are drawn."""
    return tuple(Shown(each, bits(each), _consensus(each)) for each in motifs)


@checked
def attributions(paths: Sequence[Path], over: Over = Over()) -> list[Attribution]:
    """Return what each base of a stretch adds, a track each, from tables of mutagenesis, or from BigWig files.

    A BigWig file has no letters: these are of the genome and region of `over`, one file a track. Raises `RequestError`
    for a file that is none, and for one without a value in the region.
    """
    signals = [is_bigwig(path) for path in paths]
    if not any(signals):
        if over.source is not None or over.region is not None:
            raise RequestError(
                "`genome` and `region` go with BigWig files of `effects`; a table of mutagenesis has its own bases",
                setting=("genome", "region", "effects"),
            )
        return [each for path in paths for each in read_substitutions(path)]
    if not all(signals):
        raise RequestError("`effects`: expected tables or BigWig files, got both", setting="effects")
    if over.source is None or over.region is None:
        raise RequestError(
            f"{paths[0]}: a BigWig file has no letters; expected `genome` and `region` beside it",
            setting=("genome", "region"),
        )
    genome, names = open_genome(over.source)
    (region,) = asked_regions(Where(region=over.region), genome, names)
    if len(region) > LONGEST:
        raise RequestError(
            f"`region` {region}: {len(region):,} bases; expected at most {LONGEST:,}, letters of more cannot be read",
            setting="region",
        )
    return [_of_bigwig(path, genome, region) for path in paths]


def _of_bigwig(path: Path, genome: Genome, region: Region) -> Attribution:
    reader = BigWigReader(path)
    name = joined(region.chrom, reader.lengths)
    if name is None or reader.lengths[name] < region.end:
        have = ", ".join(list(reader.lengths)[:3])
        held = f"it has {have}" if name is None else f"{name} has {reader.lengths[name]:,} bases there"
        raise RequestError(f"{path} does not have {region}: {held}; give a file of the genome's assembly")
    values = reader.values(name, region.start, region.end)
    known = np.isfinite(values)
    if not known.any():
        raise RequestError(
            f"{path} has no value in {region}; ask for bases that were mutated", setting="region"
        )
    letters = genome.read(region.chrom, region.start, region.end).tobytes().decode().upper()
    bases = np.array([letter in ORDER for letter in letters])
    added = {"by_file": np.where(known & bases, values, 0.0)}
    return Attribution(
        f"{genome.path.name}, {region}", path.stem, region.chrom, region.start + 1, letters, added
    )


@checked
def write_meme(found: Logos, path: Path) -> None:
    """Write the motifs in MEME's text format, whole or not at all."""
    write_motifs([each.motif for each in found.shown], path)


def _consensus(motif: Motif) -> str:
    """Return the letter of each place, small where it has less than half, n where none has two fifths."""
    return "".join(
        "n" if row.max() < 0.4 else "ACGT"[row.argmax()] if row.max() >= 0.5 else "acgt"[row.argmax()]
        for row in motif.probabilities
    )
