"""Alleles asked for, each put in its place on the genome, or told why it has none."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import refuse_pipe
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.formats.vcf import Allele, read_alleles
from babelix.genome.region import Region
from babelix.genome.variant import Variant, left_normalised, parse_variant
from babelix.tracks.effects import fits
from babelix.tracks.model import Geometry

# A genome of another assembly disagrees with two thirds of the rows; a few are wrong in many files.
_LOOKED_AT, _ALLOWED, _FEW, _MOST = 1_000, 0.02, 3, 0.5
# Longer alleles are not shown beside the genome's bases.
_SHOWN = 20


def is_file(asked: str) -> bool:
    """Tell whether what is asked for is a file of variants, not a variant as it is typed."""
    return Path(asked).is_file() or asked.endswith((".vcf", ".vcf.gz", ".bcf"))


def read_asked(asked: Sequence[str]) -> Iterator[Allele]:
    """Yield the alleles of all that is asked for: typed ones such as ``chr1:109274968:G:T``, and those of VCF files."""
    for number, one in enumerate(asked, start=1):
        refuse_pipe(one, "variants")
        if is_file(one):
            yield from read_alleles(one)
        else:
            variant = parse_variant(one)
            yield Allele(number, str(variant), variant)


def placed(
    allele: Allele, genome: Genome, names: ContigNames, geometry: Geometry | None = None, moved: int = 0
) -> tuple[Variant | None, str]:
    """Return the variant, left-normalised, by the genome's name of its contig, and ``scored``; or None and its fate.

    With a `geometry` it must fit windows of that, `moved` by so many bases at most.
    """
    if allele.variant is None:
        return None, allele.fate
    chrom = names.find(allele.variant.chrom)
    if chrom is None:
        return None, "unknown_contig"
    variant = replace(allele.variant, chrom=chrom)
    place = Region(chrom, variant.start, variant.end)
    if not any(each.start <= place.start and place.end <= each.end for each in genome.known(chrom)):
        return None, "outside"
    if genome.read(chrom, variant.start, variant.end).tobytes().decode("latin-1").upper() != variant.ref:
        return None, "ref_mismatch"
    variant = left_normalised(variant, genome.read)
    if geometry is not None and not fits(variant, geometry, moved):
        return None, "too_wide"
    return variant, "scored"


def disagree(wrong: int, read: int) -> bool:
    """Tell whether so many REF alleles of those `read` are wrong that the genome is not theirs.

    That is more than 2 %, and three at least; of a few alleles, more than half.
    """
    return wrong > _MOST * read or (wrong >= _FEW and wrong > _ALLOWED * read)


def told_ref(allele: Allele, genome: Genome, names: ContigNames) -> str:
    """Return an allele whose REF is not the genome's, with what the genome has there."""
    variant = allele.variant
    chrom = names.find(variant.chrom) if variant is not None else None
    if variant is None or chrom is None or len(variant.ref) > _SHOWN:
        return allele.text
    there = genome.read(chrom, variant.start, variant.end).tobytes().decode("latin-1").upper()
    return f"{allele.text} (there it has {there})"


def refuse_other_genome(asked: Sequence[str], genome: Genome, names: ContigNames, skip: bool) -> None:
    """Raise `RequestError` when too many of the first alleles disagree with the genome, or none of them lies in it."""
    first = [(allele, placed(allele, genome, names)[1]) for allele in islice(read_asked(asked), _LOOKED_AT)]
    fates = Counter(fate for _, fate in first)
    read = fates["scored"] + fates["ref_mismatch"]
    if disagree(fates["ref_mismatch"], read) and not skip:
        allele = next(allele for allele, fate in first if fate == "ref_mismatch")
        told = told_ref(allele, genome, names)
        several = f"of the first {read} alleles have another REF than {genome.path}, {told} the first"
        wrong = (
            f"{told}: {genome.path} has another REF" if read == 1 else f"{fates['ref_mismatch']} {several}"
        )
        raise RequestError(
            f"{wrong}; use the genome of their assembly, or `skip_mismatches` to leave such rows out",
            setting="skip_mismatches",
        )
    if read or any(
        placed(allele, genome, names)[1] in ("scored", "ref_mismatch") for allele in read_asked(asked)
    ):
        return
    for allele, fate in first:
        if fate == "unknown_contig" and allele.variant is not None and not fates["outside"]:
            names.genome_name(allele.variant.chrom, f"variant {allele.variant}")  # refuses, with the remedy
        if fate == "outside":
            raise RequestError(
                f"no allele lies inside {genome.path}, {allele.text} is the first outside; "
                "`offset` says where a slice begins",
                setting="offset",
            )
