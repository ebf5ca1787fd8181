"""What `babelix enrich` prints, line by line."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from babelix.base.counts import several

if TYPE_CHECKING:
    from babelix.workflows.enrichment.enrich.measure import Enriched, Enrichment, Locus, Matrix

_SHOWN = 20


def lines(found: "Enrichment") -> Iterator[str]:
    """Yield the result line by line."""
    yield from _catalogue(found)
    if found.all_cases:
        yield ""
        yield "every case for itself: neighbours are counted as if independent, so do not quote this P"
        yield from _table(found.all_cases)
    yield ""
    yield _heading(found)
    yield from _table((*found.annotations, *([found.union] if found.union else [])))
    if found.matrix is not None:
        yield ""
        yield from _matrix(found, found.matrix)
    if found.locus is not None:
        yield ""
        yield from _locus(found.locus)


def _heading(found: "Enrichment") -> str:
    from babelix.workflows.enrichment.enrich.settings import Drawing

    how = found.how
    if not found.all_cases:
        return "every case for itself" + (
            "" if how.alone else "; exact P and draws take cases as independent"
        )
    drawn = any(each.p_sampled is not None for each in found.annotations)
    spaced = f"; the {how.draws:,} draws of controls keep the same distance, the exact P draws freely within strata"
    return f"one case a locus ({how.loci}): quote these{spaced if drawn and Drawing(how.loci).collapsed.reach else ''}"


def _catalogue(found: "Enrichment") -> Iterator[str]:
    told, how = found.catalogue, found.how
    share = told.noncoding()
    places = "" if share is None else f", {share:.1%} of them intronic or intergenic"
    yield f"{several(told.rows, 'row')}, {several(told.positions, 'position')}{places}"
    if share is not None:
        yield "  " + ", ".join(f"{name} {count:,}" for name, count in told.context.items())
    inside = (
        ""
        if told.inside is None
        else f", {told.inside:,} ({_share(told.inside, told.counted)}) in an element"
    )
    yield f"{several(told.counted, 'position')} on chromosomes that count{inside}"
    left = {
        why: [name for name, said in found.left_out.items() if said == why] for why in found.left_out.values()
    }
    for why, names in left.items():
        yield f"  left out: {', '.join(names)} ({why})"
    if how.alone:
        for why, count in told.missing.items():
            yield f"  not counted: {count:,} {why}"
        yield f"{told.in_pool:,} cases, and no pool: expected is the mean of {how.shifts:,} moves of the elements"
        return
    by = " and ".join(f"{count:,} by {way}" for way, count in told.named.items())
    yield f"in the pool: {by}; {told.in_pool:,} of them on chromosomes that count, the cases"
    for why, count in told.missing.items():
        yield f"  not there: {count:,} {why}"
    if how.matched:
        bins = ", ".join(f"{name} ({several(count, 'bin')})" for name, count in how.matched.items())
        yield f"controls from {how.universe:,} SNPs, matched on {bins}: {how.strata:,} strata"
    else:
        yield f"controls from {how.universe:,} SNPs, matched on nothing"


def _table(rows: "Sequence[Enriched]") -> Iterator[str]:
    yield "annotation\tcases\tobserved\texpected\tfold\texact P\tsampled P\tshifted P\tin loci"
    union = [each for each in rows if each.name == "union"]
    first = sorted((each for each in rows if each.name != "union"), key=lambda each: each.p_exact or 0)
    for each in (*first[:_SHOWN], *union):
        expected = "" if each.expected is None else f"{each.expected:.1f}"
        fold = "" if each.fold is None else f"{each.fold:.2f}"
        shares = f"{each.observed:,} ({_share(each.observed, each.cases)})"
        chances = (_p(value) for value in (each.p_exact, each.p_sampled, each.p_shifted, each.p_shifted_loci))
        yield "\t".join((each.name, f"{each.cases:,}", shares, expected, fold, *chances))
    if len(first) > _SHOWN:
        yield f"... and {len(first) - _SHOWN:,} annotations with a larger P"


def _matrix(found: "Enrichment", matrix: "Matrix") -> Iterator[str]:
    yield (
        f"{len(matrix.traits):,} traits by {len(matrix.annotations):,} annotations: {matrix.observed.size:,} cells, of "
        f"which {matrix.reached(3):,} have three overlaps and {int(matrix.coloured.sum()):,} P of 0.01 or less too; "
        f"{int((~matrix.testable).sum()):,} traits have fewer than three cases and cannot"
    )
    if found.joint is not None:
        yield (
            f"of {found.joint.draws:,} matched draws of the whole matrix {found.joint.mean:.1f} cells are coloured on "
            f"the mean, as many or more in a share of {_p(found.joint.p_coloured)}"
        )
    if matrix.coloured.any():
        yield "trait\tannotation\tcases\tobserved\texpected\texact P\tBH\tmin-P\tshifted P"
    for row, column in sorted(map(tuple, _cells(matrix)), key=lambda cell: matrix.p[cell]):
        yield (
            f"{matrix.traits[row]}\t{matrix.annotations[column]}\t{matrix.cases[row]}\t{matrix.observed[row, column]}\t"
            f"{matrix.expected[row, column]:.2f}\t{_p(matrix.p[row, column])}\t{_p(matrix.q[row, column])}\t"
            f"{'' if found.joint is None else _p(found.joint.p[row, column])}\t"
            f"{'' if matrix.p_shifted is None else _p(matrix.p_shifted[row, column])}"
        )


def _locus(found: "Locus") -> Iterator[str]:
    traits = f" ({', '.join(found.traits)})" if found.traits else ""
    yield f"{found.name}{traits}, {found.chrom}:{found.position + 1:,}"
    for each in found.tracks[:_SHOWN]:
        where = "in an element" if each.distance == 0 else f"{each.distance:,} bases from one"
        yield f"  {each.name}: {where}"
    if len(found.tracks) > _SHOWN:
        yield f"  and {len(found.tracks) - _SHOWN:,} more with an element from {found.start:,} to {found.end:,}"
    if not found.tracks:
        yield f"  no element from {found.start:,} to {found.end:,}"


def _cells(matrix: "Matrix") -> Iterator[tuple[int, int]]:
    for row, column in zip(*matrix.coloured.nonzero(), strict=True):
        yield int(row), int(column)


def _share(count: int, total: int) -> str:
    return f"{count / total:.1%}" if total else "none"


def _p(value: float | None) -> str:
    return "" if value is None else f"{value:.2g}"
