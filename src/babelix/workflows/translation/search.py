"""Searches over encoded sentences, in batches of like length: by an engine where one does it, else by the step."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from babelix.base.errors import RequestError
from babelix.base.memory import told
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.decoding.hypothesis import Hypothesis, Key
from babelix.decoding.phrases import FREE, Repetition
from babelix.workflows.translation.engines.choose import Asked, Engine, Plain
from babelix.workflows.translation.engines.compiled import Compiled
from babelix.workflows.translation.engines.held import Held

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from babelix.workflows.translation.engines.by_step import ByStep, SearchStep
    from babelix.workflows.translation.network import Network

# Section 6.1: the output may be at most this many tokens longer than the input.
_EXTRA = 50


Search: TypeAlias = Callable[["SearchStep", "Tensor", "Tensor", list[int]], list[list[Hypothesis]]]
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
        self, step: "SearchStep", source: "Tensor", limits: "Tensor", keys: list[int]
    ) -> list[list[Hypothesis]]:
        """Search."""
        return self.search(step, source, limits, keys)


class Searcher:
    """Runs searches with one model; what it finds does not depend on the batch size.

    `furthest` is how many tokens may be written at all, the end token included. An `engine` does the plain searches;
    what none does is searched by the network's own step, which is made then.
    """

    def __init__(
        self,
        model: "Network | Held",
        *,
        precision: "torch.dtype | None" = None,
        cache: bool,
        engine: Engine | None = None,
    ) -> None:
        held = self._held = Held.of(model)
        self._precision, self._cache, self._engine = precision, cache, engine
        self._told, self._needed = set[str](), 0
        if engine is None and cache and _is_float32(precision) and held.is_transformer:
            self._engine = Compiled(held)
        self.furthest = sys.maxsize if held.max_length is None else held.max_length

    @cached_property
    def _by_step(self) -> "ByStep":
        from babelix.workflows.translation.engines.by_step import ByStep

        return ByStep(self._held.network, self.limit, precision=self._precision, cache=self._cache)

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
        if not order:
            return out
        if engine is not None and plain is None:
            self._tell(listener, engine.lacks)
        if engine is not None and plain is not None and engine.takes(len(order), listener):
            asked = Asked(
                [rows[i] for i in order], [self.limit(len(rows[i])) for i in order], plain, batch_size
            )
            needed = engine.bytes(asked)
            if needed is None:  # as if it were ours
                fits, each = self._by_step.fitting(search, max(map(len, rows)), batch_size)
                asked, needed = replace(asked, batch_size=fits), fits * each
            self._tell_memory(listener, needed, len(order) > batch_size)
            for i, hypothesis in zip(order, engine.find(asked, progress.advance), strict=True):
                out[i] = [hypothesis]
            return out
        parts, needed = self._by_step.batches(order, rows, search, batch_size)
        self._tell_memory(listener, needed, len(order) > batch_size)
        for i, hypotheses in self._by_step.find(rows, search, parts, progress.advance):
            out[i] = hypotheses
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
        self._needed, free = needed, self._held.free_memory()
        rest = "" if free is None else f"; {told(free)} are free"
        tell(listener, "translating", f"memory: up to {told(needed)} for the largest batch{rest}")

    def limit(self, length: int) -> int:
        """Return how many tokens, the end token included, may be written for a source of `length`."""
        return min(length + 1 + _EXTRA, self.furthest)


def _is_float32(precision: "torch.dtype | None") -> bool:
    return precision is None or str(precision) == "torch.float32"


def check_batch_size(batch_size: int) -> None:
    """Raise `RequestError` when `batch_size` is below 1."""
    if batch_size < 1:
        raise RequestError(f"the batch size must be at least 1, got {batch_size}")


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

    def search(
        step: "SearchStep", source: "Tensor", limits: "Tensor", keys: list[int]
    ) -> list[list[Hypothesis]]:
        from babelix.workflows.translation.engines.by_step import search_by_beam

        how: dict[str, Any] = {"beam": beam, "alpha": alpha, "n_best": n, "forbidden": forbidden, "key": text}
        return search_by_beam(step, source, limits, repetition, **how)

    plain = Plain(beam, alpha, forbidden) if n == 1 and repetition == FREE else None
    return Wide(search, beam, setting, plain)
