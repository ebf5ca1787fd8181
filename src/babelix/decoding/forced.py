"""A search that begins as it is told: a step that leaves only the given tokens possible, until they are said."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from babelix.decoding.phrases import Words
from babelix.decoding.state import State, Step

_ANY, _NEW_WORD = -1, -2


class ForcedStep:
    """A step whose first tokens are given; after them it is `step`. Every search takes it as any other.

    The log-probabilities of what is forced stay the model's own, so that a hypothesis scores what the model says of
    all of it. With `words`, nothing goes on with a word that the given tokens end with.
    """

    def __init__(self, step: Step, words: Words | None = None) -> None:
        self._step, self._words = step, words
        self._go_on = torch.from_numpy(words.go_on) if words is not None else None

    def start(self, state: State, prefixes: Sequence[Sequence[int]]) -> State:
        """Return the state before the first token; `prefixes` has a row of tokens a sentence, some may be empty."""
        rows = [[*prefix, self._after(prefix), _ANY] for prefix in prefixes]
        longest = max(map(len, rows), default=1)
        rows = [[*row, *[_ANY] * (longest - len(row))] for row in rows]
        return {"inner": state, "waiting": torch.tensor(rows, dtype=torch.long).reshape(len(rows), longest)}

    def _after(self, prefix: Sequence[int]) -> int:
        ends_inside = self._words is not None and len(prefix) > 0 and bool(self._words.inside[prefix[-1]])
        return _NEW_WORD if ends_inside else _ANY

    def __call__(
        self, tokens: Int[Tensor, "rows"], state: State
    ) -> tuple[Float[Tensor, "rows vocab"], State]:
        """Return the log-probabilities of the next token, minus infinity for any but the one that is forced."""
        log_probs, inner = self._step(tokens, state["inner"])
        waiting = state["waiting"].to(log_probs.device)
        due = waiting[:, 0]
        forced = (due >= 0).nonzero().squeeze(1)
        if len(forced):
            only = torch.full_like(log_probs[forced], -torch.inf)
            token = due[forced][:, None]
            only = only.scatter(1, token, log_probs[forced].gather(1, token))
            log_probs = log_probs.index_copy(0, forced, only)
        anew = (due == _NEW_WORD)[:, None]
        if self._go_on is not None and bool(anew.any()):
            log_probs = log_probs.masked_fill(anew & self._go_on.to(log_probs.device), -torch.inf)
        return log_probs, {"inner": inner, "waiting": waiting[:, 1:] if waiting.shape[1] > 1 else waiting}
