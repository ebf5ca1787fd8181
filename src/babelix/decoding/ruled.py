"""A search under a rule: after every token the rule tells which may follow, and nothing else can be said.

The rule knows no model and no tensor: it keeps a row of whole numbers for each hypothesis, which the search moves
along. A forced beginning, phrases or a grammar can be one.
"""

from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Bool, Float, Int, Int64
from torch import Tensor

from babelix.base.errors import TaskError
from babelix.decoding.state import State, Step


@runtime_checkable
class Rule(Protocol):
    """What may follow. Rows must not see each other."""

    def advance(
        self, memory: Int64[np.ndarray, "rows memory"], said: Int64[np.ndarray, " rows"]
    ) -> Int64[np.ndarray, "rows memory"]:
        """Return the memory of each row once it has `said` a token."""

    def allowed(self, memory: Int64[np.ndarray, "rows memory"]) -> Bool[np.ndarray, "rows vocab"]:
        """Tell which tokens may follow in each row, the end token among them."""


class _Begun(NamedTuple):
    """Before the first token: the step underneath, and what the rule keeps of each row."""

    inner: State
    memory: Int[Tensor, "rows memory"]


class _Said(NamedTuple):
    """Once the start token is read."""

    inner: State
    memory: Int[Tensor, "rows memory"]


class RuledStep:
    """A step under a rule. Every search takes it as any other.

    Log-probabilities stay the model's own, so that a hypothesis scores what the model says of it; what the rule forbids
    has minus infinity.
    """

    def __init__(self, step: Step, rule: Rule) -> None:
        self._step, self._rule = step, rule

    def start(
        self, state: State, memory: Int64[np.ndarray, "rows memory"], device: torch.device | None = None
    ) -> State:
        """Return the state before the first token; `memory` is the rule's own of each row, kept on `device`.

        That is the CPU unless given: the device of the step's own state.
        """
        return _Begun(state, torch.from_numpy(memory).to(device))

    def __call__(
        self, tokens: Int[Tensor, " rows"], state: State
    ) -> tuple[Float[Tensor, "rows vocab"], State]:
        """Return the log-probabilities of the next token, minus infinity for any that the rule forbids.

        Raises `TaskError` where the rule tells of another vocabulary than the step's.
        """
        log_probs, inner = self._step(tokens, state.inner)
        memory = state.memory.cpu().numpy()
        if isinstance(state, _Said):
            memory = self._rule.advance(memory, tokens.cpu().numpy())
        allowed = self._rule.allowed(memory)
        if allowed.shape != log_probs.shape:
            raise TaskError(
                f"the rule tells of {allowed.shape[1]} tokens and the step of {log_probs.shape[1]}; expected as many"
            )
        kept = torch.from_numpy(memory).to(state.memory.device)
        forbidden = torch.from_numpy(~allowed).to(log_probs.device)
        return log_probs.masked_fill(forbidden, -torch.inf), _Said(inner, kept)
