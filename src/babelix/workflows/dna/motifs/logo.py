"""What a logo shows: motifs with their bits, or what each base of a stretch adds to a track."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.progress import Listener, silent
from babelix.genome.formats.meme import write_motifs
from babelix.genome.formats.substitutions import Attribution as Attribution
from babelix.genome.formats.substitutions import read_substitutions
from babelix.genome.motifs.letters import bits
from babelix.genome.motifs.motif import Motif
from babelix.workflows.dna.motifs.sources import Given, gather, several

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
def attributions(path: Path) -> list[Attribution]:
    """Return what each base of a stretch adds, a track each, from the table that mutagenesis writes."""
    return read_substitutions(path)


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
