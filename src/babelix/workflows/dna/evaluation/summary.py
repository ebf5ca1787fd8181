"""From rows to figures: each predictor beside each element's measurements, and all over the loci."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from babelix.base.seeds import generator
from babelix.evaluation.effects import STATISTICS, agreement
from babelix.evaluation.grouped import group_mean
from babelix.genome.loci import loci
from babelix.genome.region import Region
from babelix.workflows.dna.evaluation.results import KINDS, MODEL, MOTIF, SHUFFLED, Cell, Overall, Row


def summarise(
    rows: Sequence[Row], p_below: float, resamples: int, seed: int
) -> tuple[tuple[Cell, ...], tuple[Overall, ...]]:
    """Return how the predictors agree with the rows scored, by element and kind, and over loci.

    An effect is significant where its P value lies below `p_below`. The shuffled predictor is the model's, put into
    another order within an element's rows of one kind.
    """
    scored = [row for row in rows if row.fate == "scored"]
    cells = tuple(_cells(scored, _loci(rows), p_below, seed))
    return cells, tuple(_overall(cells, resamples, seed))


def _cells(rows: Sequence[Row], where: Mapping[str, int], p_below: float, seed: int) -> Iterator[Cell]:
    for element in dict.fromkeys(row.measured.element for row in rows):
        for kind in KINDS:
            members = [row for row in rows if row.measured.element == element and row.kind == kind]
            if not members:
                continue
            effects = [row.measured.effect for row in members]
            labels = [_label(row.measured.p_value, p_below) for row in members]
            for name, values in _predictions(members, element, kind, seed).items():
                yield Cell(element, where[element], kind, name, agreement(values, effects, labels))


def _label(p_value: float, p_below: float) -> float:
    return math.nan if math.isnan(p_value) else float(p_value < p_below)


def _predictions(members: Sequence[Row], element: str, kind: str, seed: int) -> dict[str, list[float]]:
    """Return each predictor's values, the model's first, then the baselines, then single tracks."""
    values = {name: [row.values[name] for row in members] for name in members[0].values}
    shuffled = generator(seed, SHUFFLED, element, kind).permutation(values[MODEL]).tolist()
    return {MODEL: values[MODEL], MOTIF: values[MOTIF], SHUFFLED: shuffled} | values


def _loci(rows: Sequence[Row]) -> dict[str, int]:
    """Return each element's locus: the stretches from its first to its last variant, scored or not, that overlap."""
    ends: dict[str, dict[str, tuple[int, int]]] = {}
    for row in rows:
        if row.variant is None:
            continue
        of_element = ends.setdefault(row.measured.element, {})
        start, end = of_element.get(row.variant.chrom, (row.variant.start, row.variant.end))
        of_element[row.variant.chrom] = min(start, row.variant.start), max(end, row.variant.end)
    return loci(
        {name: [Region(chrom, *both) for chrom, both in found.items()] for name, found in ends.items()}
    )


def _overall(cells: Sequence[Cell], resamples: int, seed: int) -> Iterator[Overall]:
    for kind in KINDS:
        of_kind = [cell for cell in cells if cell.kind == kind]
        by_name: dict[str, list[Cell]] = {}
        for cell in of_kind:
            by_name.setdefault(cell.predictor, []).append(cell)
        motifs = {cell.element: cell for cell in by_name.get(MOTIF, ())}
        for name, members in by_name.items():
            for statistic in STATISTICS:
                yield _mean(members, motifs, (kind, name, statistic), resamples, seed)


def _mean(
    members: Sequence[Cell],
    motifs: Mapping[str, Cell],
    about: tuple[str, str, str],
    resamples: int,
    seed: int,
) -> Overall:
    kind, name, statistic = about
    where = [cell.locus for cell in members]
    values = np.array([getattr(cell.agreement, statistic) for cell in members])
    theirs = np.array([getattr(motifs[cell.element].agreement, statistic) for cell in members])
    return Overall(
        kind,
        name,
        statistic,
        group_mean(values, where, resamples, seed),
        group_mean(values - theirs, where, resamples, seed),
    )
