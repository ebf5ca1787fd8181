"""A translator's scores: BLEU, chrF, chrF++ and TER, each with its signature and interval; two systems compared."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babelix.base.arguments import checked_fields
from babelix.base.errors import RequestError
from babelix.evaluation.bleu import Bleu, Chrf, Metric, Statistics
from babelix.evaluation.bootstrap import SEED, Comparison, Interval, compare_statistics, interval_of
from babelix.evaluation.ter import Ter

_BY_CHARACTER = ("zh", "ja-mecab", "char")


@checked_fields
@dataclass(frozen=True)
class Scoring:
    """How to score: BLEU's `tokenizer`, by the target language unless given; whether case counts; whether to give TER,
    which takes longest; how many resamples the intervals come from, drawn with `seed`.
    """

    tokenizer: str | None = None
    lowercase: bool = False
    ter: bool = True
    resamples: int = 1000
    seed: int = SEED

    def __post_init__(self) -> None:
        """Raise `RequestError` on a tokenizer that is unknown or not installed, and on numbers that cannot be."""
        if self.tokenizer is not None:
            _ = Bleu(self.tokenizer).signature
        for name, value, least in (("resamples", self.resamples, 1), ("seed", self.seed, 0)):
            if value < least:
                raise RequestError(f"`{name}` {value}: expected at least {least}", setting=name)

    def metrics(self, tokenizer: str) -> dict[str, Metric]:
        """Return the metrics by the name that `Scores` has for each."""
        found: dict[str, Metric] = {
            "bleu": Bleu(tokenizer, self.lowercase),
            "chrf": Chrf(0, self.lowercase),
            "chrf_plus_plus": Chrf(2, self.lowercase),
        }
        return found | ({"ter": Ter(asian=tokenizer in _BY_CHARACTER)} if self.ter else {})


@dataclass(frozen=True)
class Scores:
    """Each metric against the first reference and against all of them, and how many sentences.

    TER is None where it was not asked for.
    """

    bleu: Interval
    bleu_multi_reference: Interval
    chrf: Interval
    chrf_multi_reference: Interval
    chrf_plus_plus: Interval
    chrf_plus_plus_multi_reference: Interval
    ter: Interval | None
    ter_multi_reference: Interval | None
    sentences: int


class Measured:
    """One system's sentences, measured once against the first reference and once against all of them."""

    def __init__(
        self,
        hypotheses: Sequence[str],
        references: Sequence[Sequence[str]],
        scoring: Scoring,
        tokenizer: str,
    ) -> None:
        """Measure. Raises `RequestError` when the lines do not pair up."""
        self._scoring, self._metrics = scoring, scoring.metrics(tokenizer)
        self._counts = [len(listed) for listed in references]
        first = [listed[0] for listed in references]
        self._first = {name: each.statistics(hypotheses, first) for name, each in self._metrics.items()}
        self._all = self._first
        if max(self._counts, default=1) > 1:
            self._all = {
                name: each.statistics(hypotheses, references) for name, each in self._metrics.items()
            }

    def scores(self, chosen: Sequence[int] | None = None) -> Scores:
        """Return the scores of the `chosen` sentences, by number from 0; of all unless given."""
        places = range(len(self._counts)) if chosen is None else chosen
        found: dict[str, Interval | None] = {"ter": None, "ter_multi_reference": None}
        for name, metric in self._metrics.items():
            for suffix, statistics in (("", self._first[name]), ("_multi_reference", self._all[name])):
                counts = {self._counts[i] if suffix else 1 for i in places}
                found[name + suffix] = interval_of(
                    metric, _part(statistics, places, counts), self._scoring.resamples, self._scoring.seed
                )
        return Scores(**found, sentences=len(places))  # type: ignore[arg-type]

    def against(self, baseline: "Measured") -> list[Comparison]:
        """Return the paired bootstrap of this system and a baseline by each metric, against all references."""
        more = (self._scoring.resamples, self._scoring.seed)
        return [
            compare_statistics(metric, baseline._all[name], self._all[name], *more)
            for name, metric in self._metrics.items()
        ]


def _part(statistics: Statistics, places: Sequence[int], counts: set[int]) -> Statistics:
    """Return the statistics of some sentences, whose numbers of references are `counts`: the signature says these."""
    number = str(counts.pop()) if len(counts) == 1 else "var"
    signature = re.sub(r"(?<=nrefs:)\w+", number, statistics.signature)
    return Statistics(statistics.rows[list(places)], signature)
