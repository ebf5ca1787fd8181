"""Variants, as VCF has them: the position counted from 1, REF and ALT on the plus strand."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError

Read = Callable[[str, int, int], NDArray[np.uint8]]
_TYPED = re.compile(
    r"(?P<chrom>\S+):(?P<position>[1-9][0-9,]*):(?P<ref>[ACGTNacgtn]+):(?P<alt>[ACGTNacgtn]+)"
)


@dataclass(frozen=True, slots=True)
class Variant:
    """`ref`, whose first base is number `position` (from 1) of a contig, becomes `alt`; trimmed, one may be empty."""

    chrom: str
    position: int
    ref: str
    alt: str

    def __str__(self) -> str:
        """Return it as it is typed: ``chr1:109274968:G:T``."""
        return f"{self.chrom}:{self.position}:{self.ref}:{self.alt}"

    @property
    def start(self) -> int:
        """The first base of `ref`, counted from 0."""
        return self.position - 1

    @property
    def end(self) -> int:
        """The base behind `ref`, counted from 0."""
        return self.start + len(self.ref)

    @property
    def change(self) -> int:
        """By how many bases the contig grows; below 0 when it shrinks."""
        return len(self.alt) - len(self.ref)

    def trimmed(self) -> "Variant":
        """Return it without the bases that both alleles end and then begin with; one of them may come out empty."""
        ref, alt, position = self.ref, self.alt, self.position
        while ref and alt and ref[-1] == alt[-1]:
            ref, alt = ref[:-1], alt[:-1]
        while ref and alt and ref[0] == alt[0]:
            ref, alt, position = ref[1:], alt[1:], position + 1
        return Variant(self.chrom, position, ref, alt)


def parse_variant(text: str) -> Variant:
    """Return the variant that ``chr1:109274968:G:T`` names. Raises `RequestError` for another form."""
    found = _TYPED.fullmatch(text.strip())
    if found is None or found["ref"].upper() == found["alt"].upper():
        raise RequestError(
            f"variant {text!r}: expected contig:position:REF:ALT of bases that differ, counted from 1, such as "
            "chr1:109274968:G:T, or a VCF file"
        )
    position = int(found["position"].replace(",", ""))
    return Variant(found["chrom"], position, found["ref"].upper(), found["alt"].upper())


def left_normalised(variant: Variant, read: Read) -> Variant:
    """Return the same change as far left and as short as VCF allows (Tan, Abecasis and Kang 2015, algorithm 1).

    `read` gives the bases ``[start, end)`` of a contig. REF must be what stands there. An allele may be empty, as some
    tables write it: the base before both then belongs to it.
    """
    chrom, ref, alt, start = variant.chrom, variant.ref, variant.alt, variant.start
    if start > 0 and not (ref and alt):
        before = read(chrom, start - 1, start).tobytes().decode("ascii").upper()
        ref, alt, start = before + ref, before + alt, start - 1
    if not (ref and alt):
        return variant  # at the contig's first base nothing stands before it
    while ref[-1] == alt[-1] and (min(len(ref), len(alt)) > 1 or start > 0):
        ref, alt = ref[:-1], alt[:-1]
        if not ref or not alt:
            before = read(chrom, start - 1, start).tobytes().decode("ascii").upper()
            ref, alt, start = before + ref, before + alt, start - 1
    while min(len(ref), len(alt)) > 1 and ref[0] == alt[0]:
        ref, alt, start = ref[1:], alt[1:], start + 1
    return Variant(chrom, start + 1, ref, alt)
