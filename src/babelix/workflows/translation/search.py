"""Searches over encoded sentences, in batches of like length: by beam or by chance."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import torch
from torch import Tensor

from babelix.base.memory import told
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.base.seeds import derive
from babelix.decoding import Hypothesis, State, beam_search, sample
from babelix.decoding.constrained import constrained_search
from babelix.decoding.hypothesis import Key
from babelix.decoding.memory import fitting_batch, sentence_bytes
from babelix.decoding.phrases import Constraints, Phrase, Width, Words
from babelix.decoding.repetition import FREE, Repetition
from babelix.text import END, PADDING, START
from babelix.text.batches import pad
from babelix.training.device import free_on
from babelix.training.precision import products_in
from babelix.transformer import Transformer
from babelix.workflows.translation.engines.choose import Asked, Engine, Plain
from babelix.workflows.translation.engines.compiled import Compiled
from babelix.workflows.translation.likelihood import check_batch_size
from babelix.workflows.translation.network import Network, step_of

# Section 6.1: the output may be at most this many tokens longer than the input.
_EXTRA = 50
# Beside twice the input, where phrases must be said.
_LIKELY = 10


class SearchStep(Protocol):
    """A step that also starts: what every search here asks of a model."""

    def start(self, source: Tensor) -> State:
        """Return the state before the first token."""
        ...

    def __call__(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Return the log-probabilities of the next token and the new state."""
        ...


Search = Callable[[SearchStep, Tensor, Tensor, list[int]], list[list[Hypothesis]]]
"""(step, source (sentences, tokens), limits, the sentences' numbers) -> hypotheses of each sentence."""


@dataclass(frozen=True)
class Wide:
    """A search that goes `width` ways for each sentence, as the setting named `setting` says.

    `plain` tells what it is where it is a plain search by beam, which an engine may do.
    """

    search: Search
    width: int
    setting: str
    plain: Plain | None = None

    def __call__(
        self, step: SearchStep, source: Tensor, limits: Tensor, keys: list[int]
    ) -> list[list[Hypothesis]]:
        """Search."""
        return self.search(step, source, limits, keys)


class Searcher:
    """Runs searches with one model; what it finds does not depend on the batch size.

    `furthest` is how many tokens may be written at all, the end token included. An `engine` does the plain searches.
    """

    def __init__(
        self, model: Network, *, precision: torch.dtype, cache: bool, engine: Engine | None = None
    ) -> None:
        self._model, self._precision, self._engine = model, precision, engine
        self._told, self._needed = set[str](), 0
        self._step = step_of(model, cache=cache)
        if engine is None and cache and precision == torch.float32 and isinstance(model, Transformer):
            self._engine = Compiled(model)
        self.furthest = sys.maxsize if model.max_length is None else model.max_length

    def find(
        self,
        rows: Sequence[Sequence[int]],
        search: Search,
        batch_size: int,
        listener: Listener,
    ) -> list[list[Hypothesis]]:
        """Return what `search` finds for each row of ids (without start or end), and nothing for an empty row.

        Where memory is short, batches are smaller. Raises `RequestError` on a batch size below 1, and where memory does
        not allow the search's width for one sentence.
        """
        check_batch_size(batch_size)
        out: list[list[Hypothesis]] = [[] for _ in rows]
        # Sentences of like length share a batch, so that little of it is padding.
        order = sorted((i for i, row in enumerate(rows) if row), key=lambda i: (len(rows[i]), i))
        progress = Reporter(listener, "translating", len(order), "sentences")
        plain, engine = search.plain if isinstance(search, Wide) else None, self._engine
        if engine is not None and plain is None and order:
            self._tell(listener, engine.lacks)
        if engine is not None and plain is not None and engine.takes(len(order), listener):
            asked = Asked(
                [rows[i] for i in order], [self.limit(len(rows[i])) for i in order], plain, batch_size
            )
            needed = engine.bytes(asked)
            if needed is None:  # as if it were ours
                fits, each = self._fitting(search, max(map(len, rows), default=0), batch_size)
                asked, needed = replace(asked, batch_size=fits), fits * each
            self._tell_memory(listener, needed, len(order) > batch_size)
            for i, hypothesis in zip(order, engine.find(asked, progress.advance), strict=True):
                out[i] = [hypothesis]
            return out
        device, (parts, needed) = self._model.E.weight.device, self._batches(order, rows, search, batch_size)
        self._tell_memory(listener, needed, len(order) > batch_size)
        for part in parts:
            source = torch.from_numpy(pad([[*rows[i], END] for i in part])).to(device)
            most = torch.tensor([self.limit(len(rows[i])) for i in part], device=device)
            with products_in(self._precision, device):
                found = search(self._step, source, most, part)
            for i, hypotheses in zip(part, found, strict=True):
                out[i] = hypotheses
            progress.advance(len(part))
        return out

    def _tell(self, listener: Listener, remark: str) -> None:
        """Tell a remark once, to a listener that hears it."""
        if remark and remark not in self._told and listener is not silent:
            self._told.add(remark)
            tell(listener, "translating", remark)

    def _tell_memory(self, listener: Listener, needed: int, much: bool) -> None:
        """Tell what the largest batch takes where there is more than one, and again where it grows by half."""
        if not much or listener is silent or needed <= 1.5 * self._needed:
            return
        self._needed, free = needed, free_on(self._model.E.weight.device)
        rest = "" if free is None else f"; {told(free)} are free"
        tell(listener, "translating", f"memory: up to {told(needed)} for the largest batch{rest}")

    def _batches(
        self, order: list[int], rows: Sequence[Sequence[int]], search: Search, batch_size: int
    ) -> tuple[list[list[int]], int]:
        """Return `order` in batches that memory allows, by the longest of each, and the bytes of the largest."""
        found, first, needed = list[list[int]](), 0, 0
        while first < len(order):
            part = order[first : first + batch_size]
            while (fits := self._fitting(search, len(rows[part[-1]]), len(part)))[0] < len(part):
                part = part[: fits[0]]
            found.append(part)
            first, needed = first + len(part), max(needed, len(part) * fits[1])
        return found, needed

    def _fitting(self, search: Search, longest: int, batch_size: int) -> tuple[int, int]:
        """Return the largest batch that memory allows for sentences of up to `longest` tokens, and the bytes of one."""
        width, setting = (search.width, search.setting) if isinstance(search, Wide) else (1, "beam")
        row = self._step.row_bytes(longest + 1, self.limit(longest))
        each = sentence_bytes(width, self._model.E.weight.shape[0], row)
        free = free_on(self._model.E.weight.device)
        return fitting_batch(batch_size, width, each, free, setting=setting, longest=longest), each

    def limit(self, length: int) -> int:
        """Return how many tokens, the end token included, may be written for a source of `length`."""
        return min(length + 1 + _EXTRA, self.furthest)


def by_beam(
    *,
    beam: int,
    alpha: float,
    n: int,
    forbidden: tuple[int, ...],
    repetition: Repetition = FREE,
    text: Key | None = None,
    setting: str = "beam",
) -> Search:
    """Return the search for the `n` best, no two of them of the same `text`; `setting` gave the `beam`."""

    def search(step: SearchStep, source: Tensor, limits: Tensor, keys: list[int]) -> list[list[Hypothesis]]:
        watched, state = repetition.watched(step, step.start(source), len(source), source.device)
        return beam_search(
            watched,
            state,
            start=START,
            end=END,
            max_lengths=limits,
            beam=beam,
            alpha=alpha,
            n_best=n,
            forbidden=forbidden,
            key=text,
        )

    plain = Plain(beam, alpha, forbidden) if n == 1 and repetition == FREE else None
    return Wide(search, beam, setting, plain)


def by_chance(
    *,
    n: int,
    seed: int,
    temperature: float,
    top_k: int | None,
    top_p: float | None,
    forbidden: tuple[int, ...],
    repetition: Repetition = FREE,
) -> Search:
    """Return the search that draws `n` samples, each sentence's its own by its text: they do not depend on where it
    stands."""

    def search(step: SearchStep, source: Tensor, limits: Tensor, keys: list[int]) -> list[list[Hypothesis]]:
        watched, state = repetition.watched(step, step.start(source), len(source), source.device)
        return sample(
            watched,
            state,
            start=START,
            end=END,
            max_lengths=limits,
            seed=seed,
            keys=[_key(row) for row in source.tolist()],
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            n=n,
            forbidden=forbidden,
        )

    return Wide(search, n, "samples")


def _key(row: list[int]) -> int:
    """Return a number for a sentence's ids, whatever padding follows them."""
    return derive(0, "sample", *(token for token in row if token != PADDING))


def by_grid(
    *,
    phrases: Sequence[Sequence[Phrase]],
    words: Words,
    width: Width,
    begun: Sequence[int],
    forbidden: tuple[int, ...],
    repetition: Repetition = FREE,
) -> Search:
    """Return the search for the best that says its sentence's `phrases`; `begun` tokens of it may be given."""
    said = [sum(max(map(len, phrase.forms)) for phrase in each) for each in phrases]

    def search(step: SearchStep, source: Tensor, limits: Tensor, keys: list[int]) -> list[list[Hypothesis]]:
        watched, state = repetition.watched(step, step.start(source), len(source), source.device)
        # What does not want to end would be searched in every column up to its limit.
        more = torch.tensor([said[key] + begun[key] for key in keys], device=source.device)
        likely = 2 * (source != PADDING).sum(dim=1) + _LIKELY + more
        found = constrained_search(
            watched,
            state,
            start=START,
            end=END,
            max_lengths=torch.minimum(limits, likely),
            constraints=Constraints([phrases[key] for key in keys], words),
            width=width,
            forbidden=forbidden,
        )
        return [[hypothesis] for hypothesis in found]

    return Wide(search, (max(said, default=0) + 1) * width.beam, "beam")
