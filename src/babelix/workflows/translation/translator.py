"""A model with its subwords, ready to translate, score and show its attention."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.decoding import Hypothesis, beam_search, sample
from babelix.inspection.attention_map import AttentionSet
from babelix.text import END, PADDING, START, UNKNOWN, Subwords, normalise
from babelix.text.batches import pad
from babelix.text.sentences import pieces
from babelix.training.device import best_device
from babelix.training.precision import products_in, resolve_precision
from babelix.transformer import Transformer, TransformerStep
from babelix.workflows.translation.attention import attention_maps
from babelix.workflows.translation.likelihood import check_batch_size, log_probabilities
from babelix.workflows.translation.run import Run, load_run
from babelix.workflows.translation.translation import Translation, join

# Section 6.1: the output may be at most this many tokens longer than the input.
_EXTRA = 50
_Search = Callable[[TransformerStep, Tensor, Tensor, list[int]], list[list[Hypothesis]]]


class Translator:
    """Translates text with one model. Results do not depend on the batch size.

    `longest` is the number of subwords a line may have; a longer one is translated in pieces, cut where a sentence
    ends. `beam` and `alpha` hold where a call gives none. `cache` keeps the keys and values of earlier tokens; without
    it the same answer comes more slowly.
    """

    def __init__(
        self,
        model: Transformer,
        subwords: Subwords,
        *,
        name: str = "",
        normalisation: Sequence[str] = (),
        longest: int = 512,
        beam: int = 4,
        alpha: float = 0.6,
        precision: torch.dtype = torch.float32,
        cache: bool = True,
    ) -> None:
        self.beam, self.alpha = beam, alpha
        self.model, self.subwords, self.name = model.eval(), subwords, name
        self._normalisation, self._longest = tuple(normalisation), longest
        self._precision, self._step = precision, TransformerStep(model, cache=cache)
        self._furthest = sys.maxsize if model.max_length is None else model.max_length
        # A line in is a line out: a sample might draw the byte of a line's end.
        self._forbidden = (PADDING, START, UNKNOWN, *subwords.encode(["\n"])[0])

    @classmethod
    def of_run(cls, run: Run, *, precision: torch.dtype = torch.float32, cache: bool = True) -> "Translator":
        """Return the translator of a loaded run."""
        return cls(
            run.model,
            run.subwords,
            name=run.name,
            normalisation=run.settings.data.normalise,
            longest=run.settings.data.max_tokens,
            beam=run.settings.decoding.beam,
            alpha=run.settings.decoding.alpha,
            precision=precision,
            cache=cache,
        )

    def translate(
        self,
        texts: Sequence[str],
        *,
        beam: int | None = None,
        alpha: float | None = None,
        batch_size: int = 64,
        listener: Listener = silent,
    ) -> list[Translation]:
        """Return the best translation of each line; an empty line gives an empty one.

        `beam` 1 is greedy; `alpha` is the length penalty of Wu et al. 2016, equation 14. Raises `RequestError` naming
        a line with a sentence longer than the model takes.
        """
        cut = [self._pieces(number, text) for number, text in enumerate(texts, start=1)]
        found = iter(
            self._search_all(
                [p for line in cut for p in line], self._beam(beam, alpha, 1), batch_size, listener
            )
        )
        return [join([next(found)[0] for _ in line]) for line in cut]

    def n_best(
        self,
        texts: Sequence[str],
        n: int,
        *,
        beam: int | None = None,
        alpha: float | None = None,
        batch_size: int = 64,
        listener: Listener = silent,
    ) -> list[list[Translation]]:
        """Return the `n` best translations of each line, best first; an empty line gives `n` empty ones.

        Lines must fit the model in one piece. Unless given, the beam is as wide as `n` needs.
        """
        beam = max(self.beam, n) if beam is None else beam
        search = self._beam(beam, alpha, n)
        return self._search_all(self._whole(texts), search, batch_size, listener, n)

    def sample(
        self,
        texts: Sequence[str],
        n: int = 1,
        *,
        seed: int = 1,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        batch_size: int = 64,
        listener: Listener = silent,
    ) -> list[list[Translation]]:
        """Return `n` random translations of each line; the same seed gives the same ones, whatever the batch.

        An empty line gives `n` empty ones. Lines must fit the model in one piece.
        """

        def search(
            step: TransformerStep, source: Tensor, limits: Tensor, keys: list[int]
        ) -> list[list[Hypothesis]]:
            return sample(
                step,
                step.start(source),
                start=START,
                end=END,
                max_lengths=limits,
                seed=seed,
                keys=keys,
                temperature=temperature,
                top_k=top_k,
                top_p=top_p,
                n=n,
                forbidden=self._forbidden,
            )

        return self._search_all(self._whole(texts), search, batch_size, listener, n)

    def score(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        *,
        batch_size: int = 64,
        listener: Listener = silent,
    ) -> list[float]:
        """Return log P(target | source) in nats of each given pair, the end token included.

        Raises `RequestError` when the lines do not pair up.
        """
        if len(sources) != len(targets):
            raise RequestError(f"expected as many targets as sources, got {len(targets)} and {len(sources)}")
        return log_probabilities(
            self.model,
            self._encode(sources),
            self._encode(targets),
            batch_size=batch_size,
            precision=self._precision,
            listener=listener,
        )

    def count_tokens(self, texts: Sequence[str]) -> int:
        """Return the number of subwords of `texts`, one end token a line included."""
        return sum(len(row) + 1 for row in self._encode(texts))

    def attention(self, text: str, translation: str | None = None) -> AttentionSet:
        """Return every layer's and head's attention for one line and its translation (made here unless given)."""
        target = self.n_best([text], 1)[0][0].text if translation is None else translation
        source, chosen = self._encode([text, target])
        return attention_maps(
            self.model, self.subwords, source, chosen, name=self.name, title=f"{text} → {target}"
        )

    def _device(self) -> torch.device:
        return self.model.E.weight.device

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        return self.subwords.encode([normalise(text, self._normalisation) for text in texts])

    def _fits(self, text: str) -> bool:
        return len(self._encode([text])[0]) < self._longest

    def _pieces(self, number: int, text: str) -> list[str]:
        cut = pieces(text, self._fits)
        if cut is None:
            raise RequestError(
                f"line {number} has a sentence of more than {self._longest - 1} subwords, the longest this model was "
                "trained on; cut it into shorter sentences"
            )
        return cut

    def _whole(self, texts: Sequence[str]) -> list[str]:
        for number, text in enumerate(texts, start=1):
            if not self._fits(text):
                raise RequestError(
                    f"line {number} has more than {self._longest - 1} subwords, the longest this model was trained "
                    "on; cut it into sentences"
                )
        return list(texts)

    def _beam(self, given_beam: int | None, given_alpha: float | None, n: int) -> _Search:
        beam = self.beam if given_beam is None else given_beam
        alpha = self.alpha if given_alpha is None else given_alpha

        def search(
            step: TransformerStep, source: Tensor, limits: Tensor, keys: list[int]
        ) -> list[list[Hypothesis]]:
            return beam_search(
                step,
                step.start(source),
                start=START,
                end=END,
                max_lengths=limits,
                beam=beam,
                alpha=alpha,
                n_best=n,
                forbidden=self._forbidden,
            )

        return search

    def _search_all(
        self, texts: Sequence[str], search: _Search, batch_size: int, listener: Listener, n: int = 1
    ) -> list[list[Translation]]:
        check_batch_size(batch_size)
        rows = self._encode(texts)
        out: list[list[Translation]] = [[Translation("", 0.0, 0.0)] * n for _ in texts]
        # Sentences of like length share a batch, so that little of it is padding.
        order = sorted((i for i, row in enumerate(rows) if row), key=lambda i: (len(rows[i]), i))
        progress = Reporter(listener, "translating", len(order), "sentences")
        device = self._device()
        for first in range(0, len(order), batch_size):
            part = order[first : first + batch_size]
            source = torch.from_numpy(pad([[*rows[i], END] for i in part])).to(device)
            limits = torch.tensor(
                [min(len(rows[i]) + 1 + _EXTRA, self._furthest) for i in part], device=device
            )
            with products_in(self._precision, device):
                found = search(self._step, source, limits, part)
            for i, hypotheses in zip(part, found, strict=True):
                out[i] = [
                    Translation(self.subwords.decode(h.tokens), h.log_probability, h.score)
                    for h in hypotheses
                ]
            progress.advance(len(part))
        return out


def load_translator(folder: Path, *, precision: str = "float32", cache: bool = True) -> Translator:
    """Return the translator in a run folder, on the best device; `precision` is float32, bfloat16 or auto.

    Raises `RequestError` when the folder holds no run, a damaged one, or the precision is unknown.
    """
    run = load_run(folder)
    run.model.to(best_device())
    return Translator.of_run(
        run, precision=resolve_precision(precision, run.model.E.weight.device), cache=cache
    )
