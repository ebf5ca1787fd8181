"""BLEU and chrF through sacreBLEU, of one reference or several, each with its signature.

BLEU: Papineni and others 2002. chrF: Popovic 2015. Signatures and tokenisation: Post 2018. A hypothesis is a
line of text; its references are one line, or a list of lines whose length may differ from sentence to
sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics import BLEU, CHRF

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean

References = Sequence[str | Sequence[str]]
Floats = NDArray[np.float64]

_ORDER = 4  # BLEU's longest n-gram


@dataclass(frozen=True)
class Score:
    """A score between 0 and 100 and the sacreBLEU signature that says how it was made."""

    score: float
    signature: str


@dataclass(frozen=True, eq=False)
class Statistics:
    """Sufficient statistics of each sentence, (sentences, statistics), and the signature of the score they
    give.
    """

    rows: Floats
    signature: str


class Figure(Protocol):
    """What the bootstrap asks of a metric: the score of statistics that were added up over sentences."""

    @property
    def name(self) -> str:
        """The metric's name, such as ``BLEU``."""

    @property
    def higher_is_better(self) -> bool:
        """Whether the better of two systems has the higher score; False where the score counts errors."""

    def scores(self, sums: Floats) -> Floats:
        """Return the scores, (...), of sums of statistics, (..., statistics)."""


class Metric(Figure, Protocol):
    """A metric of lines of text: statistics that add up over sentences, and the score of their sums."""

    def corpus(self, hypotheses: Sequence[str], references: References) -> Score:
        """Return the score of a corpus with its signature."""

    def statistics(self, hypotheses: Sequence[str], references: References) -> Statistics:
        """Return the sufficient statistics of each sentence."""


@dataclass(frozen=True)
class Bleu:
    """BLEU of n-grams up to 4, exponentially smoothed: sacreBLEU's defaults but for the tokeniser and the
    case.
    """

    tokenize: str = "13a"
    lowercase: bool = False

    @property
    def name(self) -> str:
        """``BLEU``."""
        return "BLEU"

    @property
    def higher_is_better(self) -> bool:
        """True."""
        return True

    @property
    def signature(self) -> str:
        """Its signature with one reference. Raises `RequestError` where the tokenizer is unknown or not installed."""
        return self.corpus(["a"], ["a"]).signature

    def corpus(self, hypotheses: Sequence[str], references: References) -> Score:
        """Return the score of a corpus. Raises `RequestError` when the lines do not pair up."""
        return corpus_score(self._metric(), hypotheses, references)

    def statistics(self, hypotheses: Sequence[str], references: References) -> Statistics:
        """Return (sentences, 10): hypothesis length, closest reference length, 4 matches, 4 totals."""
        return sentence_statistics(self._metric(), hypotheses, references)

    def scores(self, sums: Floats) -> Floats:
        """Return the scores, (...), of summed statistics, (..., 10).

        BLEU = BP exp(1/4 sum_n log p_n), BP = min(1, exp(1 - r/c)); the k-th order without a match counts as
        p_n = 1 / (2^k total_n) (Chen and Cherry 2014, method 3). Papineni and others 2002, section 2.3.
        """
        c, r, matches, totals = sums[..., 0], sums[..., 1], sums[..., 2:6], sums[..., 6:10]
        missing = matches == 0
        with np.errstate(divide="ignore", invalid="ignore"):
            p = np.where(missing, 0.5 ** np.cumsum(missing, axis=-1), matches) / totals
            BP = np.where(c < r, np.exp(1 - r / c), 1.0)
            score = 100 * BP * np.exp(np.log(p).mean(axis=-1))
        undefined = missing.all(axis=-1) | (totals == 0).any(axis=-1)
        result: Floats = np.where(undefined, 0.0, score)
        return result

    def _metric(self) -> Any:
        if self.tokenize not in BLEU.TOKENIZERS:
            known = sorted(BLEU.TOKENIZERS)
            hint = did_you_mean(self.tokenize, known) or f"; known are {', '.join(known)}"
            raise RequestError(f"sacreBLEU has no tokeniser {self.tokenize!r}{hint}", setting="tokenizer")
        try:
            # force: library code prints no advice about text that looks tokenised.
            return BLEU(tokenize=self.tokenize, lowercase=self.lowercase, max_ngram_order=_ORDER, force=True)
        except (ImportError, RuntimeError, OSError) as error:
            raise RequestError(
                f"`tokenizer` {self.tokenize}: what sacreBLEU needs for it is not installed "
                f"({' '.join(str(error).split())}); install that, or choose another, such as char",
                setting="tokenizer",
            ) from None


@dataclass(frozen=True)
class Chrf:
    """ChrF of character n-grams up to 6 (`word_order` 2 makes it chrF++), recall weighted beta = 2 times."""

    word_order: int = 0
    lowercase: bool = False

    @property
    def name(self) -> str:
        """``chrF``, with a ``+`` for each word order."""
        return "chrF" + "+" * self.word_order

    @property
    def higher_is_better(self) -> bool:
        """True."""
        return True

    def corpus(self, hypotheses: Sequence[str], references: References) -> Score:
        """Return the score of a corpus. Raises `RequestError` when the lines do not pair up."""
        return corpus_score(self._metric(), hypotheses, references)

    def statistics(self, hypotheses: Sequence[str], references: References) -> Statistics:
        """Return (sentences, 3 orders): n-grams of the hypothesis, of its best reference, of both, for each
        order.
        """
        return sentence_statistics(self._metric(), hypotheses, references)

    def scores(self, sums: Floats) -> Floats:
        """Return the scores, (...), of summed statistics, (..., 3 orders).

        chrF = (1 + beta^2) P R / (beta^2 P + R), P and R averaged over the orders both sides have (Popovic
        2015).
        """
        triples = sums.reshape(*sums.shape[:-1], -1, 3)
        ours, theirs, both = triples[..., 0], triples[..., 1], triples[..., 2]
        present = (ours > 0) & (theirs > 0)
        orders = np.maximum(present.sum(axis=-1), 1)
        P = np.divide(both, ours, out=np.zeros_like(both), where=present).sum(axis=-1) / orders
        R = np.divide(both, theirs, out=np.zeros_like(both), where=present).sum(axis=-1) / orders
        square = CHRF.BETA**2
        bottom = square * P + R
        result: Floats = np.divide(
            100 * (1 + square) * P * R, bottom, out=np.zeros_like(bottom), where=bottom > 0
        )
        return result

    def _metric(self) -> Any:
        return CHRF(word_order=self.word_order, lowercase=self.lowercase)


@checked
def bleu(
    hypotheses: Sequence[str], references: References, tokenize: str = "13a", lowercase: bool = False
) -> Score:
    """Return the BLEU of a corpus with its signature."""
    return Bleu(tokenize, lowercase).corpus(hypotheses, references)


@checked
def chrf(hypotheses: Sequence[str], references: References, word_order: int = 0) -> Score:
    """Return the chrF of a corpus with its signature; `word_order` 2 makes it chrF++."""
    return Chrf(word_order).corpus(hypotheses, references)


@checked
def corpus_score(metric: Any, hypotheses: Sequence[str], references: References) -> Score:
    """Return what a metric of sacreBLEU gives a corpus, with its signature."""
    result = metric.corpus_score(list(hypotheses), _streams(hypotheses, references))
    return Score(float(result.score), str(metric.get_signature()))


@checked
def sentence_statistics(metric: Any, hypotheses: Sequence[str], references: References) -> Statistics:
    """Return the sufficient statistics of each sentence by a metric of sacreBLEU."""
    # sacreBLEU's own paired test stands on this method; it has no public name.
    rows = metric._extract_corpus_statistics(list(hypotheses), _streams(hypotheses, references))
    return Statistics(np.array(rows, dtype=np.float64), str(metric.get_signature()))


def _streams(hypotheses: Sequence[str], references: References) -> list[list[str | None]]:
    """Turn references by sentence into sacreBLEU's streams, short ones padded with None."""
    if len(hypotheses) != len(references):
        raise RequestError(
            f"expected as many references as hypotheses, got {len(references)} and {len(hypotheses)}"
        )
    if not hypotheses:
        raise RequestError("expected at least one sentence to score, got none")
    lists = [[given] if isinstance(given, str) else list(given) for given in references]
    for number, given in enumerate(lists, start=1):
        if not given:
            raise RequestError(f"sentence {number} has no reference; every sentence needs at least one")
    most = max(map(len, lists))
    return [[given[i] if i < len(given) else None for given in lists] for i in range(most)]
