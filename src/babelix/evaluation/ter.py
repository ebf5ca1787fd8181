"""Translation edit rate through sacreBLEU. Snover and others 2006, A Study of Translation Edit Rate, section 2."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sacrebleu.metrics import TER

from babelix.evaluation.bleu import Floats, References, Score, Statistics, corpus_score, sentence_statistics


@dataclass(frozen=True)
class Ter:
    """Insertions, deletions, substitutions and shifts of words for each 100 words of the references: lower is better.

    sacreBLEU's defaults, which ignore case. `asian` normalises the text and takes each Chinese or Japanese character
    for a word.
    """

    asian: bool = False

    @property
    def name(self) -> str:
        """``TER``."""
        return "TER"

    @property
    def higher_is_better(self) -> bool:
        """False: it counts errors."""
        return False

    def corpus(self, hypotheses: Sequence[str], references: References) -> Score:
        """Return the score of a corpus. Raises `RequestError` when the lines do not pair up."""
        return corpus_score(self._metric(), hypotheses, references)

    def statistics(self, hypotheses: Sequence[str], references: References) -> Statistics:
        """Return (sentences, 2): the fewest edits to any reference, the references' mean length in words."""
        return sentence_statistics(self._metric(), hypotheses, references)

    def scores(self, sums: Floats) -> Floats:
        """Return the scores, (...), of summed statistics, (..., 2): 100 edits / words; without words, 100 or 0."""
        edits, words = sums[..., 0], sums[..., 1]
        nothing = np.where(edits > 0, 100.0, 0.0)
        result: Floats = np.divide(100 * edits, words, out=nothing, where=words > 0)
        return result

    def _metric(self) -> Any:
        return TER(normalized=self.asian, asian_support=self.asian)
