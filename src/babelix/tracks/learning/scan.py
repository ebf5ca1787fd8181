"""A search for a consensus sequence: which bins have it near, on either strand."""

import re

import numpy as np

from babelix.base.errors import RequestError
from babelix.genome.sequence import Bases, reverse_complement
from babelix.tracks.learning.targets import Values

IUPAC = {
    "A": "A", "C": "C", "G": "G", "T": "T", "R": "[AG]", "Y": "[CT]", "S": "[CG]", "W": "[AT]", "K": "[GT]",
    "M": "[AC]", "B": "[CGT]", "D": "[AGT]", "H": "[ACT]", "V": "[ACG]", "N": "[ACGT]",
}  # fmt: skip


def found_at(bases: Bases, consensus: str) -> list[int]:
    """Return where a consensus begins, on either strand, in order; overlapping ones too.

    Raises `RequestError` for a letter that is none of IUPAC's.
    """
    odd = next((letter for letter in consensus.upper() if letter not in IUPAC), None)
    if odd is not None or not consensus:
        raise RequestError(f"consensus {consensus!r}: expected letters of {''.join(IUPAC)}", setting="scan")
    text = bases.tobytes().upper().decode("latin-1")
    other = (
        reverse_complement(np.frombuffer(consensus.upper().encode("ascii"), np.uint8))
        .tobytes()
        .decode("ascii")
    )
    found = set()
    for one in (consensus.upper(), other):
        pattern = "".join(IUPAC[letter] for letter in one)
        found |= {match.start() for match in re.finditer(f"(?={pattern})", text)}
    return sorted(found)


def found_within(bases: Bases, consensus: str, bin: int, within: int) -> Values:
    """Return 1 for each whole bin that has the middle of an occurrence `within` so many bases, else 0 (bins)."""
    marks = np.zeros(len(bases) // bin, np.float32)
    for at in found_at(bases, consensus):
        middle = at + len(consensus) // 2
        marks[max(middle - within, 0) // bin : (middle + within) // bin + 1] = 1
    return marks
