"""What a share is a share of: the chromosomes counted, without gaps, and why others are left out."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.elements import Elements
from babelix.genome.contig_names import ensembl
from babelix.genome.overlap import NOTHING, Union, union

NOWHERE = "no element in any annotation"
NO_AUTOSOME = "not an autosome"


@dataclass(frozen=True)
class Ground:
    """The chromosomes counted, by name and in the genome's order.

    `sizes` are their bases outside gaps, `codes` their places in the genome's order, `gaps` the gaps of each, and
    `left_out` says of every other one why it is not counted. Everything below lies in places from which the gaps were
    taken out: a base behind a gap is as far along as there are bases outside gaps before it.
    """

    sizes: Mapping[str, int]
    codes: Mapping[str, int]
    gaps: Mapping[str, Union]
    left_out: Mapping[str, str]

    def bases(self) -> int:
        """Return how many bases are counted."""
        return sum(self.sizes.values())


def settle(
    sizes: Mapping[str, int],
    present: Mapping[str, NDArray[np.bool_]],
    gaps: Elements | None = None,
    autosomes: bool = False,
    every: bool = False,
) -> Ground:
    """Return what is counted of the chromosomes of `sizes` (bases of each).

    `present` says of each annotation on which of them it has an element. One where some annotation has none is left
    out: shares of different chromosomes do not compare; with `every` all are counted. `autosomes` leaves out what has
    no number for a name. Raises `RequestError` when none is left.
    """
    left_out: dict[str, str] = {}
    counted: dict[str, int] = {}
    for code, chrom in enumerate(sizes):
        absent = [name for name, has in present.items() if not has[code]]
        if autosomes and not ensembl(chrom).isdecimal():
            left_out[chrom] = NO_AUTOSOME
        elif not every and len(absent) == len(present):
            left_out[chrom] = NOWHERE
        elif not every and absent:
            left_out[chrom] = f"no element in {', '.join(absent)}"
        else:
            counted[chrom] = code
    if not counted:
        numbered = " that has a number for a name" if autosomes else ""
        raise RequestError(
            f"no chromosome{numbered} has an element of every annotation ({', '.join(present)}); give annotations of "
            "the same chromosomes, or ask for `all_chromosomes`",
            setting=("all_chromosomes", "autosomes"),
        )
    names = list(sizes)
    holes = {
        chrom: union(gaps.start[gaps.chrom == code], gaps.end[gaps.chrom == code])
        for chrom, code in counted.items()
        if gaps is not None
    }
    open_ = {chrom: sizes[chrom] - holes.get(chrom, NOTHING).bases() for chrom in counted}
    gone = [chrom for chrom, bases in open_.items() if bases == 0]
    left_out |= dict.fromkeys(gone, "all of it is a gap")
    kept = {chrom: code for chrom, code in counted.items() if chrom not in gone}
    ordered = {name: left_out[name] for name in names if name in left_out}
    return Ground({chrom: open_[chrom] for chrom in kept}, kept, holes, ordered)
