"""The paired bootstrap: is one system better than another, or was it the choice of test sentences?

Koehn 2004, Statistical Significance Tests for Machine Translation Evaluation. The resamples and the P value
are those of sacreBLEU's paired bootstrap at the same seed (Riezler and Maxwell 2005, shifted to the null
hypothesis), but for systems that never differ: their P is 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.evaluation.bleu import Bleu, Figure, Floats, Metric, References, Statistics

SEED = 12345  # sacreBLEU's
_CELLS = 1 << 22  # counts held at once: resamples times sentences


@dataclass(frozen=True)
class Interval:
    """A score, the ends of its percentile interval at `confidence`, and how it was made."""

    score: float
    low: float
    high: float
    confidence: float
    signature: str


@dataclass(frozen=True)
class Comparison:
    """Two systems on the same sentences.

    `difference` is system minus baseline, with the ends of its percentile interval; `p_value` is two-sided;
    `wins` is the share of resamples in which the system scores better (Koehn's figure): higher, or of TER lower.
    """

    metric: str
    baseline: Interval
    system: Interval
    difference: Interval
    p_value: float
    wins: float
    samples: int
    seed: int


@checked
def interval(
    hypotheses: Sequence[str],
    references: References,
    metric: Metric | None = None,
    samples: int = 1000,
    seed: int = SEED,
    confidence: float = 0.95,
) -> Interval:
    """Return the score of one system with its bootstrap interval; the metric is BLEU unless given."""
    metric = metric or Bleu()
    return interval_of(metric, metric.statistics(hypotheses, references), samples, seed, confidence)


@checked
def interval_of(
    metric: Figure, statistics: Statistics, samples: int = 1000, seed: int = SEED, confidence: float = 0.95
) -> Interval:
    """Return the score of one system with its bootstrap interval, from its sentences' statistics."""
    _check(samples, confidence)
    (drawn,) = _resample(metric, [statistics.rows], samples, seed)
    signature = f"{statistics.signature}|bs:{samples}|seed:{seed}"
    return _interval(float(metric.scores(statistics.rows.sum(0))), drawn, confidence, signature)


@checked
def paired_bootstrap(
    baseline: Sequence[str],
    system: Sequence[str],
    references: References,
    metric: Metric | None = None,
    samples: int = 1000,
    seed: int = SEED,
    confidence: float = 0.95,
) -> Comparison:
    """Compare two systems' lines against the same references; the metric is BLEU unless given.

    Raises `RequestError` when the lines do not pair up.
    """
    metric = metric or Bleu()
    first, second = (metric.statistics(lines, references) for lines in (baseline, system))
    return compare_statistics(metric, first, second, samples, seed, confidence)


@checked
def compare_statistics(
    metric: Figure,
    baseline: Statistics,
    system: Statistics,
    samples: int = 1000,
    seed: int = SEED,
    confidence: float = 0.95,
) -> Comparison:
    """Compare two systems by their sentences' statistics, sentence for sentence."""
    _check(samples, confidence)
    statistics = [baseline, system]
    first, second = (float(metric.scores(each.rows.sum(0))) for each in statistics)
    ours, theirs = _resample(metric, [each.rows for each in statistics], samples, seed)
    signature = f"{statistics[0].signature}|bs:{samples}|seed:{seed}"
    # Under the null hypothesis the differences would lie around 0, not around their own mean.
    spread = np.abs(theirs - ours)
    extreme = int((spread - spread.mean() > abs(second - first)).sum())
    return Comparison(
        metric=metric.name,
        baseline=_interval(first, ours, confidence, signature),
        system=_interval(second, theirs, confidence, signature),
        difference=_interval(second - first, theirs - ours, confidence, signature),
        # Of two systems that never differ nothing is more extreme: sacreBLEU then says 1 / (samples + 1).
        p_value=(extreme + 1) / (samples + 1) if spread.any() else 1.0,
        wins=float((theirs > ours if metric.higher_is_better else theirs < ours).mean()),
        samples=samples,
        seed=seed,
    )


def _check(samples: int, confidence: float) -> None:
    if samples < 1:
        raise RequestError(f"expected at least one resample, got {samples}", setting="resamples")
    if not 0 < confidence < 1:
        raise RequestError(f"expected a confidence between 0 and 1, got {confidence}")


def _resample(metric: Figure, statistics: list[Floats], samples: int, seed: int) -> list[Floats]:
    """Return the scores of every system over the same `samples` draws of sentences, (samples,) each.

    A draw is a row of counts, one for each sentence, so that the sums of all draws are one matrix product.
    """
    rng = np.random.default_rng(seed)
    sentences = len(statistics[0])
    rows = max(1, _CELLS // sentences)
    scores: list[list[Floats]] = [[] for _ in statistics]
    for start in range(0, samples, rows):
        size = min(rows, samples - start)
        drawn = rng.choice(sentences, size=(size, sentences), replace=True)
        drawn += sentences * np.arange(size)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=size * sentences).reshape(size, sentences)
        for mine, each in zip(scores, statistics, strict=True):
            mine.append(metric.scores(counts.astype(np.float64) @ each))
    return [np.concatenate(mine) for mine in scores]


def _interval(score: float, drawn: Floats, confidence: float, signature: str) -> Interval:
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(score, float(low), float(high), confidence, signature)
