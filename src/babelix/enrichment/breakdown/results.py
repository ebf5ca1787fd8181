"""What variants are, class within class."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from babelix.evaluation.percentile import wilson


@dataclass(frozen=True)
class Cell:
    """How many variants are of one frequency class, in one place of the genes, in an element or not, of one effect."""

    frequency: str
    place: str
    element: bool
    effect: str
    variants: int


@dataclass(frozen=True)
class Share:
    """A place in the genes: its variants, how many are of the `rarest` class, how many in elements, with intervals.

    `known` have a class other than unknown: `rare` is a share of these.
    """

    place: str
    variants: int
    known: int
    rare: int
    rare_interval: tuple[float, float] | None
    in_element: int
    in_element_interval: tuple[float, float] | None


@dataclass(frozen=True)
class FactorSites:
    """What the variants in a factor's peaks do to its motif: how many of each fate, sites scoring `threshold` bits."""

    factor: str
    motif: str
    threshold: float
    variants: int
    fates: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One variant, as the table of all of them has it."""

    chrom: str
    position: int
    ref: str
    alt: str
    frequency: float | None
    frequency_class: str
    place: str
    annotations: tuple[str, ...]
    effect: str = ""
    gene: str = ""
    transcript: str = ""
    change: str = ""
    motif: str = ""


@dataclass(frozen=True)
class Breakdown:
    """The variants of a file, broken down. `left_out` counts those that are not among them, by why.

    `classed_by` says what frequency classes mean, `assumed` how many frequencies are 0 for want of the field.
    `reference` counts of how many REF is what the FASTA has, whose effects are told; None without one. `joined` are
    contigs that go by another name in the genes.
    """

    lines: tuple[Line, ...]
    frequencies: tuple[str, ...]
    places: tuple[str, ...]
    annotations: tuple[str, ...]
    classed_by: str
    left_out: Mapping[str, int]
    assumed: int = 0
    reference: Mapping[str, int] | None = None
    factors: tuple[FactorSites, ...] = ()
    joined: Mapping[str, str] = field(default_factory=dict)
    left_out_chroms: Mapping[str, str] = field(default_factory=dict)

    def cells(self) -> tuple[Cell, ...]:
        """Return the counts of every class within class that has a variant, in order."""
        counts = Counter(
            (each.frequency_class, each.place, bool(each.annotations), each.effect) for each in self.lines
        )
        ordered = sorted(
            counts.items(),
            key=lambda item: (
                self.frequencies.index(item[0][0]),
                self.places.index(item[0][1]),
                not item[0][2],
                -item[1],
                item[0][3],
            ),
        )
        return tuple(Cell(*key, count) for key, count in ordered)

    def shares(self) -> Iterator[Share]:
        """Yield what is known of each place, in order."""
        for place in self.places:
            here = [each for each in self.lines if each.place == place]
            rare = sum(each.frequency_class == self.rarest for each in here)
            held = sum(bool(each.annotations) for each in here)
            count, known = len(here), sum(each.frequency_class != "unknown" for each in here)
            yield Share(place, count, known, rare, interval(rare, known), held, interval(held, count))

    @property
    def rarest(self) -> str:
        """The class of those that are rare, or absent from the panel; the only one where there is one."""
        return self.frequencies[min(1, len(self.frequencies) - 1)]

    def by_annotation(self) -> dict[str, dict[str, int]]:
        """Return how many variants of each place lie in each annotation."""
        found = {name: dict.fromkeys(self.places, 0) for name in self.annotations}
        for line in self.lines:
            for name in line.annotations:
                found[name][line.place] += 1
        return found

    def as_json(self) -> dict[str, Any]:
        """Return all but the single variants, ready to be printed."""
        return {
            "variants": len(self.lines),
            "left_out": {**self.left_out},
            "left_out_chromosomes": {**self.left_out_chroms},
            "joined": {**self.joined},
            "classed_by": self.classed_by,
            "assumed_0": self.assumed,
            "places": [asdict(each) for each in self.shares()],
            "annotations": self.by_annotation(),
            "cells": [asdict(each) for each in self.cells()],
            "reference": None if self.reference is None else {**self.reference},
            "motifs": [asdict(each) for each in self.factors],
        }

    def table(self) -> str:
        """Return one line a variant, apart by tabs, below a header."""
        names = list(Line.__dataclass_fields__)
        rows = ["\t".join(names)]
        rows += ["\t".join(_shown(getattr(line, name)) for name in names) for line in self.lines]
        return "\n".join(rows) + "\n"


def interval(count: int, total: int) -> tuple[float, float] | None:
    """Return the 95 % interval of the share `count` / `total` (Wilson 1927); None of nothing.

    It takes variants as independent draws, which neighbours are not: it is too narrow rather than too wide.
    """
    return wilson(count, total) if total else None


def _shown(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(value) or "."
    return "." if value in (None, "") else f"{value:.6g}" if isinstance(value, float) else str(value)
