"""What was found of constraint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Ratio:
    """A ratio and its percentile interval; `value` None of nothing, `interval` None with too few blocks."""

    value: float | None
    interval: tuple[float, float] | None

    @classmethod
    def of(cls, above: float, below: float, sums: NDArray[np.float64], top: int, bottom: int) -> "Ratio":
        """Return ``above / below`` with the interval of the same two columns of drawn sums (samples, columns)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return cls.between(above, below, sums[:, top] / sums[:, bottom])

    @classmethod
    def between(cls, above: float, below: float, values: NDArray[np.float64]) -> "Ratio":
        """Return ``above / below`` with the interval of drawn `values` (samples), those of nothing left out."""
        if not below:
            return cls(None, None)
        known = values[np.isfinite(values)]
        tail = (1 - CONFIDENCE) / 2
        ends = np.quantile(known, [tail, 1 - tail]).tolist() if len(known) else None
        return cls(float(above / below), None if ends is None else (ends[0], ends[1]))

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {"value": self.value, "interval": self.interval}


@dataclass(frozen=True)
class Constrained:
    """An annotation: its `bases` outside exons, how many are `constrained`, their share, and fold over all bases."""

    name: str
    bases: int
    constrained: int
    share: Ratio
    fold: Ratio


@dataclass(frozen=True)
class Diversity:
    """A set of bases and the SNVs in it that vary: 2 p (1 - p) a base, the share that is rare, mean derived frequency.

    `derived_known` is how many have a known ancestor.
    """

    name: str
    bases: int
    variants: int
    diversity: Ratio
    rare: Ratio
    derived: Ratio
    derived_known: int


@dataclass(frozen=True)
class Constraint:
    """Both answers, what they are of, and what was left out; `diversity` is empty without variants.

    `assumed` frequencies are 0 since the row has AF and lacks the field.
    """

    bases: int
    chromosomes: Mapping[str, int]
    shares: tuple[Constrained, ...]
    diversity: tuple[Diversity, ...] = ()
    variants: Mapping[str, int] = field(default_factory=dict)
    span: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    joined: Mapping[str, str] = field(default_factory=dict)
    ends_assumed: bool = False
    assumed: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return all of it, ready to be printed."""
        return {
            "bases": self.bases,
            "chromosomes": {**self.chromosomes},
            "ends_assumed": self.ends_assumed,
            "annotations": [
                {
                    "name": each.name,
                    "bases": each.bases,
                    "constrained": each.constrained,
                    "share": each.share.as_json(),
                    "fold": each.fold.as_json(),
                }
                for each in self.shares
            ],
            "diversity": [
                {
                    "name": each.name,
                    "bases": each.bases,
                    "variants": each.variants,
                    "diversity": each.diversity.as_json(),
                    "rare": each.rare.as_json(),
                    "derived": each.derived.as_json(),
                    "derived_known": each.derived_known,
                }
                for each in self.diversity
            ],
            "variants": {**self.variants},
            "span": {**self.span},
            "assumed_0": self.assumed,
            "left_out": {**self.left_out},
            "joined": {**self.joined},
        }
