"""Searches over a network's own step, token by token: all that the compiled program does not do, by torch."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor

from babelix.base.seeds import derive
from babelix.decoding import Hypothesis, State, beam_search, sample
from babelix.decoding.constrained import constrained_search
from babelix.decoding.memory import fitting_batch, sentence_bytes
from babelix.decoding.phrases import FREE, Constraints, Phrase, Repetition, Width, Words
from babelix.decoding.repetition import watched
from babelix.text import END, PADDING, START
from babelix.text.batches import pad
from babelix.training.device import free_on
from babelix.training.precision import products_in
from babelix.workflows.translation.network import Network, step_of
from babelix.workflows.translation.search import Search, Wide

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


class ByStep:
    """Runs searches over the step of one network, in batches that memory allows."""

    def __init__(
        self, network: Network, limit: Callable[[int], int], *, precision: torch.dtype | None, cache: bool
    ) -> None:
        self._network, self._limit, self._precision = network, limit, precision
        self._step = step_of(network, cache=cache)

    def find(
        self,
        rows: Sequence[Sequence[int]],
        search: Search,
        parts: list[list[int]],
        advance: Callable[[int], None],
    ) -> Iterator[tuple[int, list[Hypothesis]]]:
        """Yield what `search` finds for each row of the `parts`, with its place; `advance` is told how many were."""
        device = self._network.E.weight.device
        for part in parts:
            source = torch.from_numpy(pad([[*rows[i], END] for i in part])).to(device)
            most = torch.tensor([self._limit(len(rows[i])) for i in part], device=device)
            with products_in(self._precision, device):
                found = search(self._step, source, most, part)
            yield from zip(part, found, strict=True)
            advance(len(part))

    def batches(
        self, order: list[int], rows: Sequence[Sequence[int]], search: Search, batch_size: int
    ) -> tuple[list[list[int]], int]:
        """Return `order` in batches that memory allows, by the longest of each, and the bytes of the largest."""
        found, first, needed = list[list[int]](), 0, 0
        while first < len(order):
            part = order[first : first + batch_size]
            while (fits := self.fitting(search, len(rows[part[-1]]), len(part)))[0] < len(part):
                part = part[: fits[0]]
            found.append(part)
            first, needed = first + len(part), max(needed, len(part) * fits[1])
        return found, needed

    def fitting(self, search: Search, longest: int, batch_size: int) -> tuple[int, int]:
        """Return the largest batch that memory allows for sentences of up to `longest` tokens, and the bytes of one."""
        width, setting = (search.width, search.setting) if isinstance(search, Wide) else (1, "beam")
        row = self._step.row_bytes(longest + 1, self._limit(longest))
        each = sentence_bytes(width, self._network.E.weight.shape[0], row)
        free = free_on(self._network.E.weight.device)
        return fitting_batch(batch_size, width, each, free, setting=setting, longest=longest), each


def search_by_beam(
    step: SearchStep, source: Tensor, limits: Tensor, repetition: Repetition, **how: Any
) -> list[list[Hypothesis]]:
    """Return what a search by beam finds; `how` is `beam_search`'s."""
    ruled, state = watched(repetition, step, step.start(source), len(source), source.device)
    return beam_search(ruled, state, start=START, end=END, max_lengths=limits, **how)


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
        ruled, state = watched(repetition, step, step.start(source), len(source), source.device)
        return sample(
            ruled,
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
        ruled, state = watched(repetition, step, step.start(source), len(source), source.device)
        # What does not want to end would be searched in every column up to its limit.
        more = torch.tensor([said[key] + begun[key] for key in keys], device=source.device)
        likely = 2 * (source != PADDING).sum(dim=1) + _LIKELY + more
        found = constrained_search(
            ruled,
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
