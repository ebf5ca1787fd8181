"""Searches of hypotheses that begin as told."""

from collections.abc import Sequence

import torch
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.decoding import Hypothesis, State
from babelix.decoding.forced import ForcedStep
from babelix.decoding.phrases import Words
from babelix.workflows.translation.engines.by_step import SearchStep
from babelix.workflows.translation.search import Search, Wide


class _Begun(ForcedStep):
    """The step of sentences that begin as told, with the one way to start that searches ask for."""

    def __init__(self, step: SearchStep, prefixes: Sequence[Sequence[int]], words: Words) -> None:
        super().__init__(step, words)
        self._encode, self._prefixes = step.start, prefixes

    def start(self, source: Tensor) -> State:  # type: ignore[override]
        return super().start(self._encode(source), self._prefixes)


def beginning(search: Search, prefixes: Sequence[Sequence[int]], words: Words, furthest: int) -> Search:
    """Return `search` of hypotheses that begin with their sentence's tokens in `prefixes`, and may be as much longer.

    An end token among the given ones ends the hypothesis.

    Raises `RequestError` on a prefix that leaves no room within `furthest`.
    """
    longest = max(map(len, prefixes), default=0)
    if longest >= furthest:
        raise RequestError(
            f"`prefix` has {longest} subwords where this model writes at most {furthest - 1}; shorten it",
            setting="prefix",
        )

    def begun(step: SearchStep, source: Tensor, limits: Tensor, keys: list[int]) -> list[list[Hypothesis]]:
        mine = [prefixes[key] for key in keys]
        more = torch.tensor([len(prefix) for prefix in mine], device=limits.device)
        return search(_Begun(step, mine, words), source, (limits + more).clamp(max=furthest), keys)

    return Wide(begun, search.width, search.setting) if isinstance(search, Wide) else begun
