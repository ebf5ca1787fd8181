"""Bases as the matrix that a sequence model reads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.genome.region import Region, parse_region
from babelix.genome.sequence import one_hot
from babelix.workflows.dna.places import Source, open_genome

LONGEST = 2_000


@dataclass(frozen=True, eq=False)
class Encoded:
    """Bases and their rows (bases, 4), A C G T; the first is number `first`."""

    title: str
    letters: str
    first: int
    rows: NDArray[np.float32]


@checked
def encoded(sequence: str | None, source: Source | None, region: str | None) -> Encoded:
    """Return the rows of a typed `sequence`, or of a `region` of a genome. Raises `RequestError` unless one is given.

    At most 2,000 bases: more could not be seen.
    """
    if (sequence is None) == (source is None) or (source is None) != (region is None):
        raise RequestError(
            "expected bases, or a `genome` and a `region` of it, and not both", setting=("genome", "region")
        )
    title, first = "", 1
    if source is not None and region is not None:
        genome, names = open_genome(source)
        place = parse_region(region)
        place = Region(names.genome_name(place.chrom, "`region`"), place.start, place.end)
        genome.check(place)
        title, first = f"{place} of {genome.path.name}", place.start + 1
        _refuse_long(len(place))
        bases = genome.read(place.chrom, place.start, place.end)
    else:
        letters = "".join((sequence or "").split())
        wrong = next((letter for letter in letters if letter.upper() not in "ACGTN"), None)
        if not letters or wrong is not None:
            got = f"{wrong!r} among them" if wrong is not None else "none"
            raise RequestError(f"expected bases A C G T N, got {got}")
        _refuse_long(len(letters))
        bases = np.frombuffer(letters.encode("ascii"), np.uint8)
    shown = bases.tobytes().decode("latin-1").upper()
    return Encoded(title or f"{several(len(shown), 'base')}", shown, first, one_hot(bases))


def _refuse_long(bases: int) -> None:
    if bases > LONGEST:
        raise RequestError(
            f"{bases:,} bases: expected at most {LONGEST:,}, more could not be seen", setting="region"
        )
