"""A search that begins as it is told: a step that leaves only the given tokens possible, until they are said."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from babelix.decoding.state import State, Step

_NONE = -1


class ForcedStep:
    """A step whose first tokens are given; after them it is `step`. Every search takes it as any other.

    The log-probabilities of what is forced stay the model's own, so that a hypothesis scores what the model says of
    all of it.
    """

    def __init__(self, step: Step) -> None:
        self._step = step

    def start(self, state: State, prefixes: Sequence[Sequence[int]]) -> State:
        """Return the state before the first token; `prefixes` has a row of tokens a sentence, some may be empty."""
        longest = max(map(len, prefixes), default=0)
        rows = [[*prefix, *[_NONE] * (longest + 1 - len(prefix))] for prefix in prefixes]
        return {
            "inner": state,
            "waiting": torch.tensor(rows, dtype=torch.long).reshape(len(rows), longest + 1),
        }

    def __call__(
        self, tokens: Int[Tensor, "rows"], state: State
    ) -> tuple[Float[Tensor, "rows vocab"], State]:
        """Return the log-probabilities of the next token, minus infinity for any but the one that is forced."""
        log_probs, inner = self._step(tokens, state["inner"])
        waiting = state["waiting"].to(log_probs.device)
        due = waiting[:, 0]
        forced = (due != _NONE).nonzero().squeeze(1)
        if len(forced):
            only = torch.full_like(log_probs[forced], -torch.inf)
            token = due[forced][:, None]
            log_probs = log_probs.index_copy(
                0, forced, only.scatter(1, token, log_probs[forced].gather(1, token))
            )
        return log_probs, {"inner": inner, "waiting": waiting[:, 1:] if waiting.shape[1] > 1 else waiting}
