"""What is found: of each annotation, of each trait in it, and how it was found."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from babelix.enrichment.enrich.controls import Control
from babelix.enrichment.enrich.joint import Joint
from babelix.enrichment.enrich.locus import Locus
from babelix.enrichment.enrich.matrix import Matrix


@dataclass(frozen=True)
class Enriched:
    """An annotation: overlaps of its `cases` `observed` and `expected`, and how likely as many are by chance.

    `drawn` are the overlaps of every draw of controls. A P that was not computed is None; `p_shifted` moves elements
    round each chromosome, `p_shifted_loci` within loci.
    """

    name: str
    cases: int
    observed: int
    expected: float | None
    p_exact: float | None
    p_sampled: float | None = None
    p_shifted: float | None = None
    p_shifted_loci: float | None = None
    drawn: tuple[int, ...] = ()

    @property
    def fold(self) -> float | None:
        """Overlaps observed for each one expected; None where none is expected."""
        return self.observed / self.expected if self.expected else None

    def as_json(self) -> dict[str, Any]:
        """Return it ready to be printed."""
        return {
            "name": self.name,
            "cases": self.cases,
            "observed": self.observed,
            "expected": self.expected,
            "fold": self.fold,
            "p_exact": self.p_exact,
            "p_sampled": self.p_sampled,
            "p_shifted": self.p_shifted,
            "p_shifted_loci": self.p_shifted_loci,
        }


@dataclass(frozen=True)
class Cases:
    """Of a catalogue: its `rows` and distinct `positions`, those `counted` on the chromosomes that count, and `inside`.

    `inside` lie in some element, None where positions are of another assembly. `in_pool` are the cases, `loci` what is
    left of them once collapsed; `named` says how they were joined, `missing` why others were not; `context` how many
    positions lie where in genes.
    """

    rows: int
    positions: int
    counted: int
    inside: int | None
    in_pool: int
    loci: int | None
    context: Mapping[str, int]
    named: Mapping[str, int]
    missing: Mapping[str, int]
    elsewhere: bool = False

    def noncoding(self) -> float | None:
        """Return the share of positions that are intronic or intergenic, None where no context is told."""
        told = sum(self.context.values())
        if not told or set(self.context) == {"not told"}:
            return None
        return (self.context.get("intron", 0) + self.context.get("intergenic", 0)) / told


@dataclass(frozen=True)
class How:
    """How it was found: SNPs in the universe, what was matched on in how many bins, strata, loci, draws, seed.

    `alone`: there was no pool; what is expected is the mean of the moves.
    """

    universe: int
    matched: Mapping[str, int]
    strata: int
    merged: int
    loci: str
    draws: int = 0
    seed: int = 1
    crowded: int = 0
    shifts: int = 0
    alone: bool = False


@dataclass(frozen=True)
class Enrichment:
    """All of it. `all_cases` are the annotations before cases are collapsed, empty where they are not.

    `controls` are sets of SNPs beside the cases, `states` the cell and state of annotations that have any, `locus` one
    SNP looked at where it was asked for.
    """

    catalogue: Cases
    annotations: tuple[Enriched, ...]
    union: Enriched | None
    all_cases: tuple[Enriched, ...]
    matrix: Matrix | None
    how: How
    left_out: Mapping[str, str]
    remarks: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()
    joint: Joint | None = None
    states: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    locus: Locus | None = None

    def every(self) -> tuple[Enriched, ...]:
        """Return the annotations, and last their union where there are several."""
        return (*self.annotations, *([self.union] if self.union is not None else []))

    def as_json(self) -> dict[str, Any]:
        """Return all but the cells without an overlap, ready to be printed."""
        found = asdict(self.catalogue)
        return {
            "catalogue": {**found, "intronic_or_intergenic": self.catalogue.noncoding()},
            "annotations": [each.as_json() for each in self.annotations],
            "union": None if self.union is None else self.union.as_json(),
            "all_cases": [each.as_json() for each in self.all_cases],
            "controls": [self._control(each) for each in self.controls],
            "matrix": [] if self.matrix is None else self._cells(self.matrix),
            "how": asdict(self.how),
            "left_out": dict(self.left_out),
            "remarks": list(self.remarks),
            "coloured": None if self.matrix is None else self._coloured(self.matrix),
            "locus": None if self.locus is None else self.locus.as_json(),
        }

    def _control(self, control: Control) -> dict[str, Any]:
        inside = {each.name: count for each, count in zip(self.every(), control.inside, strict=True)}
        return {"name": control.name, "snps": control.snps, "inside": inside}

    def _coloured(self, matrix: Matrix) -> dict[str, Any]:
        """Return how many cells are coloured, how many are by chance, and how likely as many are."""
        joint = self.joint
        return {
            "cells": int(matrix.coloured.sum()),
            "by_chance": None if joint is None else joint.mean,
            "p": None if joint is None else joint.p_coloured,
        }

    def _cells(self, matrix: Matrix) -> list[dict[str, Any]]:
        cells = []
        for row, column in np.argwhere(matrix.observed > 0).tolist():
            q = matrix.q[row, column]
            moved = np.nan if matrix.p_shifted is None else matrix.p_shifted[row, column]
            adjusted = None if self.joint is None else float(self.joint.p[row, column])
            cells.append(
                {
                    "trait": matrix.traits[row],
                    "annotation": matrix.annotations[column],
                    "cases": int(matrix.cases[row]),
                    "observed": int(matrix.observed[row, column]),
                    "expected": float(matrix.expected[row, column]),
                    "p_exact": float(matrix.p[row, column]),
                    "q": None if np.isnan(q) else float(q),
                    "p_min": adjusted,
                    "p_shifted": None if np.isnan(moved) else float(moved),
                    "coloured": bool(matrix.coloured[row, column]),
                }
            )
        return cells
