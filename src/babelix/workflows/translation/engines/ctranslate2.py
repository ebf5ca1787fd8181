"""CTranslate2 as the engine of a run's searches: its kernels, our choice among what they find.

Its beam grows as ours does and ends sooner: when so many hypotheses have ended, whatever could still come. It also
ranks by another length penalty. So it is asked for more of them than it would find, by its `patience`, without its
penalty, and the best is chosen by ours.
"""

import io
import math
from collections.abc import Callable, Sequence
from typing import Any

import torch

from babelix.base.progress import Listener
from babelix.decoding import Hypothesis
from babelix.decoding.hypothesis import length_penalty, no_numbers
from babelix.foreign.ctranslate2 import library
from babelix.text import END
from babelix.workflows.translation.engines.choose import Asked, Plain
from babelix.workflows.translation.engines.export import exported
from babelix.workflows.translation.engines.tokens import tokens
from babelix.workflows.translation.run import Run

_PATIENCE = 4


class CTranslate2:
    """The library's translator with a run's weights on the processor, in float32 unless told its `compute_type`."""

    lacks = (
        "ctranslate2 searches for the one best translation alone: several best, samples, phrases that must be said and "
        "rules against repetition are searched by babelix"
    )

    def __init__(self, run: Run, compute_type: str = "float32") -> None:
        files = {name: io.BytesIO(content) for name, content in exported(run).items()}
        self._translator: Any = library().Translator(
            run.name,
            device="cpu",
            compute_type=compute_type,
            inter_threads=1,
            intra_threads=torch.get_num_threads(),
            files=files,
        )
        self._subwords = run.subwords
        self._words = None if run.words is None else run.words.numbers

    def takes(self, sentences: int, listener: Listener) -> bool:
        """Tell that any number of sentences is taken."""
        return True

    def bytes(self, asked: Asked) -> None:
        """Say nothing of the library's memory."""

    def find(self, asked: Asked, advance: Callable[[int], None]) -> list[Hypothesis]:
        """Return the best hypothesis of each row, in batches of neighbours."""
        found: list[Hypothesis] = []
        plain, size = asked.plain, asked.batch_size
        for first in range(0, len(asked.rows), size):
            part, most = asked.rows[first : first + size], asked.limits[first : first + size]
            listed = self._search(part, max(most), plain)
            for row, limit, each in zip(part, most, listed, strict=True):
                # The limit is a batch's there: what went beyond its own is searched again by itself.
                mine = each
                if any(len(hypothesis.tokens) + hypothesis.finished > limit for hypothesis in each):
                    (mine,) = self._search([row], limit, plain)
                found.append(max(mine, key=lambda hypothesis: (hypothesis.finished, hypothesis.score)))
            advance(len(part))
        return found

    def _search(self, rows: Sequence[Sequence[int]], limit: int, plain: Plain) -> list[list[Hypothesis]]:
        patience = _PATIENCE if plain.beam > 1 else 1
        results = self._translator.translate_batch(
            [tokens(row, self._subwords, self._words) for row in rows],
            beam_size=plain.beam,
            patience=patience,
            num_hypotheses=plain.beam * patience,
            length_penalty=0,
            max_input_length=0,
            max_decoding_length=limit,
            min_decoding_length=0,  # the library's own 1 forbids to end at once
            suppress_sequences=[self._subwords.pieces([token]) for token in plain.forbidden],
            return_scores=True,
            return_end_token=True,
        )
        if any(math.isnan(score) for result in results for score in result.scores):
            raise no_numbers()
        return [
            [
                self._hypothesis(said, score, plain.alpha)
                for said, score in zip(result.hypotheses, result.scores, strict=True)
            ]
            for result in results
        ]

    def _hypothesis(self, said: Sequence[str], log_probability: float, alpha: float) -> Hypothesis:
        ids = [self._subwords.id_of(piece) for piece in said]
        finished = bool(ids) and ids[-1] == END
        score = log_probability / length_penalty(len(ids), alpha) if ids else log_probability
        return Hypothesis(tuple(ids[: len(ids) - finished]), log_probability, score, finished)
