"""What variants in a factor's peaks do to the factor's own motif."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babelix.base.errors import RequestError, did_you_mean
from babelix.enrichment.breakdown.motif_sites import site_change, site_threshold
from babelix.enrichment.breakdown.results import FactorSites
from babelix.genome.motifs.motif import Motif
from babelix.genome.variant import Read, Variant

# What is told of a variant in the peaks of several factors: the first of these that some motif has.
FATES = ("lost", "gained", "weakened", "strengthened", "kept", "no site")


@dataclass(frozen=True)
class Sites:
    """When a word is a site: it scores what random words reach with probability `p` at most, on one strand.

    `bits` is by how much a site must weaken or strengthen to be told.
    """

    p: float = 1e-4
    bits: float = 1.0

    def __post_init__(self) -> None:
        """Check what is promised."""
        if not 0 < self.p < 1:
            raise RequestError(
                f"`motif_p` {self.p}: expected a probability between 0 and 1", setting="motif_p"
            )
        if not self.bits > 0:
            raise RequestError(f"`motif_bits` {self.bits}: expected more than 0 bits", setting="motif_bits")


def chosen_motif(text: str, motifs: Sequence[Motif]) -> tuple[str, Motif]:
    """Return factor and motif of a text such as ``CTCF=C12:CTCF``; a part of the name will do where only one has it.

    Raises `RequestError` for another form, a name that no motif has, and one that several have.
    """
    factor, equals, name = text.partition("=")
    if not equals or not factor or not name:
        raise RequestError(
            f"`motif` {text!r}: expected FACTOR=NAME, NAME a motif of the file", setting="motif"
        )
    same = [each for each in motifs if name in (each.name, each.name.split()[0])]
    found = same or [each for each in motifs if name.lower() in each.name.lower()]
    if len(found) == 1:
        return factor, found[0]
    names = [each.name for each in motifs]
    if found:
        some = ", ".join(each.name for each in found[:5]) + (", ..." if len(found) > 5 else "")
        raise RequestError(
            f"`motif` {text}: {len(found)} motifs are called so, {some}; name one", setting="motif"
        )
    raise RequestError(
        f"`motif` {text}: the file has {len(motifs)} motifs, none of them called {name}{did_you_mean(name, names)}",
        setting="motif",
    )


def factor_sites(
    factor: str, motif: Motif, read: Read, variants: Mapping[int, Variant], sites: Sites
) -> tuple[FactorSites, dict[int, tuple[str, float]]]:
    """Return what numbered variants in a factor's peaks do to its motif, and the fate and change (bits) of each."""
    threshold = site_threshold(motif, sites.p)
    fates: dict[int, tuple[str, float]] = {}
    for number, variant in variants.items():
        change = site_change(motif, read, variant)
        fates[number] = (change.fate(threshold, sites.bits), change.alt - change.ref)
    counts = Counter(fate for fate, _ in fates.values())
    told = {fate: counts[fate] for fate in FATES}
    return FactorSites(factor, motif.name, threshold, len(variants), told), fates
