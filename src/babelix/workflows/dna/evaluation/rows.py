"""Which rows of a table of measured effects are scored, and why others are not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from babelix.base.errors import RequestError, did_you_mean
from babelix.genome.assembly import ucsc_assembly
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.formats.measured import Measurement
from babelix.workflows.dna.evaluation.results import Row
from babelix.workflows.dna.scoring.alleles import disagree, placed, told_ref

# So many rows of an element come together: alleles of places nearby share what is predicted of the reference.
_TOGETHER = 50


@dataclass(frozen=True)
class Choice:
    """Which rows: of which `release` and `elements` (all unless given), the first `rows` of each element.

    Only rows of at least `min_barcodes` barcodes count, where the table tells them.
    """

    release: str | None = None
    elements: tuple[str, ...] = ()
    rows: int | None = None
    min_barcodes: int = 10
    skip_mismatches: bool = False


def choose_release(measured: Sequence[Measurement], wanted: str | None, genome: Genome) -> str:
    """Return the release whose rows are of `genome`, empty for a table that names none.

    Raises `RequestError` for one that the table does not have or the genome is not, and where several are there and
    neither the genome's lengths nor `wanted` tell.
    """
    known = sorted({each.release for each in measured if each.release})
    if wanted is not None and wanted not in known:
        raise RequestError(
            f"`release` {wanted!r}: the table's rows are of {' and '.join(known) or 'no release that it names'}"
            f"{did_you_mean(wanted, known)}",
            setting="release",
        )
    fitting = [each for each in known if genome.assembly in (None, ucsc_assembly(each))]
    if wanted is not None or len(known) == 1:
        release = wanted or known[0]
        if release not in fitting:
            raise RequestError(
                f"`release` {release}: {genome.path} is {genome.assembly} by the lengths of its contigs; "
                "give the genome of the rows",
                setting="release",
            )
        return release
    if known and len(fitting) != 1:
        raise RequestError(
            f"the table has rows of {' and '.join(known)}, and the lengths of {genome.path} do not tell which it is; "
            "say which by `release`",
            setting="release",
        )
    return fitting[0] if fitting else ""


def choose_rows(
    measured: Sequence[Measurement], choice: Choice, release: str, genome: Genome, names: ContigNames
) -> list[Row]:
    """Return every row with its fate; those to be scored are ``scored`` and have their variant.

    Raises `RequestError` for an element that is not there, when more than 2 % of an element's rows have another REF
    than the genome (unless skipped), and when no row is left.
    """
    elements = dict.fromkeys(each.element for each in measured)
    for wanted in choice.elements:
        if wanted not in elements:
            raise RequestError(
                f"`element` {wanted!r}: the table has {', '.join(elements)}{did_you_mean(wanted, elements)}",
                setting="element",
            )
    rows = [_placed(each, choice, release, genome, names) for each in measured]
    _refuse_other_genome(rows, choice, genome, names)
    taken = Counter[str]()
    for index, row in enumerate(rows):
        if row.fate != "scored":
            continue
        few = row.measured.barcodes < choice.min_barcodes
        taken[row.measured.element] += not few
        beyond = choice.rows is not None and taken[row.measured.element] > choice.rows
        if few or beyond:
            rows[index] = Row(row.measured, "few_barcodes" if few else "beyond_rows", row.variant)
    _refuse_none(rows, genome, names)
    return rows


def in_turns(rows: Sequence[Row]) -> Iterator[int]:
    """Yield the indices of the rows to be scored, a few of each element in turn: a part is a part of every element."""
    by_element: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        if row.fate == "scored":
            by_element.setdefault(row.measured.element, []).append(index)
    parts = [
        [members[at : at + _TOGETHER] for at in range(0, len(members), _TOGETHER)]
        for members in by_element.values()
    ]
    for turn in zip_longest(*parts, fillvalue=[]):
        for part in turn:
            yield from part


def _placed(each: Measurement, choice: Choice, release: str, genome: Genome, names: ContigNames) -> Row:
    if release and each.release != release:
        return Row(each, "other_release")
    if choice.elements and each.element not in choice.elements:
        return Row(each, "other_element")
    variant, fate = placed(each.allele, genome, names)
    return Row(each, fate, variant)


def _refuse_other_genome(rows: Sequence[Row], choice: Choice, genome: Genome, names: ContigNames) -> None:
    wrong, read = Counter[str](), Counter[str]()
    for row in rows:
        wrong[row.measured.element] += row.fate == "ref_mismatch"
        read[row.measured.element] += row.fate in ("scored", "ref_mismatch")
    bad = [element for element in read if disagree(wrong[element], read[element])]
    if not bad or choice.skip_mismatches:
        return
    first = next(row for row in rows if row.fate == "ref_mismatch" and row.measured.element == bad[0])
    others = f" (so have {', '.join(bad[1:])})" if bad[1:] else ""
    raise RequestError(
        f"{wrong[bad[0]]:,} of {read[bad[0]]:,} rows of {bad[0]} have another REF than {genome.path}, "
        f"{told_ref(first.measured.allele, genome, names)} the first{others}; use the genome of their assembly, or "
        "`skip_mismatches` to leave such rows out",
        setting="skip_mismatches",
    )


def _refuse_none(rows: Sequence[Row], genome: Genome, names: ContigNames) -> None:
    if any(row.fate == "scored" for row in rows):
        return
    for row in rows:
        if row.fate == "unknown_contig" and row.measured.allele.variant is not None:
            names.genome_name(
                row.measured.allele.variant.chrom, f"row {row.measured.row}"
            )  # refuses, with the remedy
    fates = ", ".join(f"{count:,} {fate}" for fate, count in Counter(row.fate for row in rows).items())
    raise RequestError(f"no row can be scored on {genome.path}: {fates}; give the genome of the rows")
