"""What `babelix coverage` finds, as small types, and their tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.enrichment.coverage.blocks import Draws
from babelix.enrichment.coverage.patterns import Patterns
from babelix.enrichment.coverage.saturation import Curve
from babelix.enrichment.coverage.thresholds import Threshold


@dataclass(frozen=True)
class Class:
    """The elements of one name in an annotation, such as a state: how many, and the bases they cover."""

    name: str
    elements: int
    bases: int


@dataclass(frozen=True)
class Share:
    """What an annotation covers: `bases` and their `fraction` of the genome, with the `interval` of that.

    `elements` stand in its `files`, `merged` are the stretches they cover; `cumulative` are the bases that it and all
    before it cover together. `chromosomes` are the bases on each.
    """

    name: str
    files: int
    elements: int
    merged: int
    bases: int
    fraction: float
    interval: tuple[float, float] | None
    cumulative: int
    chromosomes: Mapping[str, int]
    classes: Sequence[Class] = ()


@dataclass(frozen=True)
class Matrix:
    """Which experiments there are: `bases` (rows, columns) covered by each, -1 without one, and their `files`."""

    row: str
    column: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    bases: NDArray[np.int64]
    files: NDArray[np.int64]


@dataclass(frozen=True)
class Coverage:
    """What annotations cover of `genome_bases`, those outside gaps of the chromosomes counted (bases of each).

    `sets` are what `patterns` tells apart: annotations, or the groups of one. `joined` are names of chromosomes in
    files and in the genome, `strangers` the elements on others; `in_gaps` elements lie wholly in gaps.
    """

    genome_bases: int
    chromosomes: Mapping[str, int]
    left_out: Mapping[str, str]
    union: Share
    annotations: tuple[Share, ...]
    sets: str
    patterns: Patterns
    curves: tuple[Curve, ...]
    thresholds: tuple[Threshold, ...]
    matrix: Matrix | None
    draws: Draws
    joined: Mapping[str, str]
    strangers: Mapping[str, int]
    gap_bases: int
    in_gaps: int
    unused_rows: int

    def tables(self) -> dict[str, str]:
        """Return the tables, apart by tabs, by the names of their files."""
        genome = self.genome_bases
        low_high = [("", "") if s.interval is None else s.interval for s in (*self.annotations, self.union)]
        tables = {
            "coverage.tsv": _table(
                "annotation files elements merged bases fraction low high cumulative cumulative_fraction",
                [
                    [
                        s.name,
                        s.files,
                        s.elements,
                        s.merged,
                        s.bases,
                        s.fraction,
                        *ends,
                        s.cumulative,
                        s.cumulative / genome,
                    ]
                    for s, ends in zip((*self.annotations, self.union), low_high, strict=True)
                ],
            ),
            "chromosomes.tsv": _table(
                f"chromosome counted_bases {' '.join(_word(s.name) for s in self.annotations)} union left_out",
                [
                    [c, n, *(s.chromosomes[c] for s in (*self.annotations, self.union)), ""]
                    for c, n in self.chromosomes.items()
                ]
                + [[c, "", *[""] * (len(self.annotations) + 1), why] for c, why in self.left_out.items()],
            ),
            "overlaps.tsv": _table("first second bases of_first of_second jaccard", self._overlaps()),
            "intersections.tsv": _table(
                "bases fraction exactly",
                [
                    [int(b), b / genome, ",".join(self.members_of(row))]
                    for row, b in enumerate(self.patterns.bases.tolist())
                ][:1000],
            ),
        }
        return tables | self._more_tables()

    def _more_tables(self) -> dict[str, str]:
        """Return the tables of what not all annotations have: classes, groups, signals."""
        genome, tables = self.genome_bases, dict[str, str]()
        classes = [
            [s.name, c.name, c.elements, c.bases, c.bases / genome]
            for s in self.annotations
            for c in s.classes
        ]
        if classes:
            tables["classes.tsv"] = _table("annotation class elements bases fraction", classes)
        if self.curves:
            tables["saturation.tsv"] = _table(
                "column groups mean low high",
                [
                    [c.column, k + 1, *(value[k] / genome for value in (c.mean, c.low, c.high))]
                    for c in self.curves
                    for k in range(len(c.names))
                ],
            )
            tables["groups.tsv"] = _table(
                "column group bases fraction",
                [
                    [c.column, name, int(bases), bases / genome]
                    for c in self.curves
                    for name, bases in zip(c.names, c.alone.tolist(), strict=True)
                ],
            )
        if self.thresholds:
            tables["thresholds.tsv"] = _table(
                "annotation by kept signal peaks bases fraction",
                [
                    [t.annotation, t.by, t.kept, t.signal, t.peaks, t.bases, t.bases / genome]
                    for t in self.thresholds
                ],
            )
        return tables

    def members_of(self, row: int) -> list[str]:
        """Return the names of the sets that cover what the pattern of that row does."""
        return [
            name
            for name, inside in zip(self.patterns.names, self.patterns.inside[row], strict=True)
            if inside
        ]

    def _overlaps(self) -> list[list[object]]:
        shared, names = self.patterns.shared(), self.patterns.names
        rows: list[list[object]] = []
        for i in range(len(names)):
            for j in range(i + 1, len(names)):
                both, one, other = int(shared[i, j]), int(shared[i, i]), int(shared[j, j])
                either = one + other - both
                rows.append(
                    [
                        names[i],
                        names[j],
                        both,
                        *(both / each if each else 0.0 for each in (one, other, either)),
                    ]
                )
        return rows


def _word(name: str) -> str:
    return name.replace(" ", "_")


def _table(header: str, rows: Sequence[Sequence[object]]) -> str:
    lines = ["\t".join(header.split(" "))]
    lines += ["\t".join(f"{v:.6g}" if isinstance(v, float) else str(v) for v in row) for row in rows]
    return "\n".join(lines) + "\n"
