"""How well predictions agree with what was measured, with intervals from blocks of the genome drawn anew."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from babelix.base.seeds import generator
from babelix.enrichment.coverage.blocks import Draws
from babelix.enrichment.expression.results import CONFIDENCE, Score
from babelix.evaluation.auroc import auroc
from babelix.evaluation.correlation import pearson_along

Floats = NDArray[np.float64]
_LEAST = 3


def scores(
    predicted: Floats,
    measured: Floats,
    on: NDArray[np.bool_],
    blocks: NDArray[np.int64],
    draws: Draws,
    told: Callable[[], None] = lambda: None,
) -> dict[str, Score]:
    """Return r, rho, the AUROC of `on` against off, and r of the genes that are on alone (each array: n).

    Blocks are drawn with replacement, whole, the same for all; ranks are taken anew in each draw. A draw in which a
    score is not defined does not count. `told` is called after each draw.
    """
    several: dict[str, tuple[Callable[[Floats, Floats, NDArray[np.bool_]], float], int]] = {
        "r": (lambda p, m, _: _pearson(p, m), len(on)),
        "rho": (lambda p, m, _: _spearman(p, m), len(on)),
        "auroc": (lambda p, _, o: _auroc(p, o), len(on)),
        "r_on": (lambda p, m, o: _pearson(p[o], m[o]), int(on.sum())),
    }
    order = np.argsort(blocks, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(blocks))[:-1])
    numbers = generator(draws.seed, "bootstrap of blocks")
    drawn: dict[str, list[float]] = {name: [] for name in several}
    for _ in range(draws.samples if len(members) > 1 else 0):
        rows = np.concatenate([members[each] for each in numbers.integers(0, len(members), len(members))])
        for name, (score, _) in several.items():
            drawn[name].append(score(predicted[rows], measured[rows], on[rows]))
        told()
    return {
        name: _told(score(predicted, measured, on), drawn[name], count)
        for name, (score, count) in several.items()
    }


def _told(value: float, drawn: list[float], count: int) -> Score:
    if np.isnan(value):
        return Score(None, None, count)
    known = np.array([each for each in drawn if not np.isnan(each)])
    tail = (1 - CONFIDENCE) / 2
    ends = np.quantile(known, [tail, 1 - tail]).tolist() if len(known) else None
    return Score(value, None if ends is None else (ends[0], ends[1]), count)


def _pearson(one: Floats, other: Floats) -> float:
    return float(pearson_along(one, other)) if len(one) >= _LEAST else float("nan")


def _spearman(one: Floats, other: Floats) -> float:
    from scipy.stats import rankdata

    return _pearson(rankdata(one), rankdata(other))


def _auroc(predicted: Floats, on: NDArray[np.bool_]) -> float:
    return auroc(on, predicted).auroc if on.any() and not on.all() else float("nan")
