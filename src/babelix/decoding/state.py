"""The one thing a search knows of a model: its step, and a state that can be gathered along dimension 0."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import torch
from jaxtyping import Float, Int
from torch import Tensor

from babelix.base.errors import RequestError, TaskError
from babelix.decoding.hypothesis import no_numbers

State: TypeAlias = Any
"""A tree (dict, list, tuple, NamedTuple) whose leaves are batch-first tensors, `PerSentence` or None."""

Step: TypeAlias = Callable[[Int[Tensor, "rows"], State], tuple[Float[Tensor, "rows vocab"], State]]
"""(last tokens, state) -> (log-probabilities of the next token, new state). Rows must not see each other.

The number of rows changes between steps, so all that a row needs comes with the state."""


class PerSentence(NamedTuple):
    """A part of the state that a sentence's hypotheses share and no step changes: the encoder's output, say.

    Its tensors have as many rows as the rest of the state, but a beam that only reorders hypotheses within
    their sentences need not copy them.
    """

    value: State


def gather(state: State, index: Int[Tensor, "kept"], *, sentences_stay: bool = False) -> State:
    """Return `state` with row i of every tensor taken from row ``index[i]``.

    With `sentences_stay` each new row belongs to the sentence the old one belonged to: `PerSentence` parts
    are left as they are. Raises `RequestError` on a leaf that is no tensor.
    """
    return _over_leaves(lambda leaf: leaf.index_select(0, index), state, skip_shared=sentences_stay)


def repeat(state: State, times: int) -> State:
    """Return `state` with every row repeated `times` times in place: rows 0, 0, 1, 1, ... for two."""
    if times == 1:
        return state
    return _over_leaves(lambda leaf: leaf.repeat_interleave(times, dim=0), state, skip_shared=False)


def check_rows(state: State, rows: int) -> None:
    """Raise `RequestError` when a tensor of `state` does not have `rows` rows."""

    def check(leaf: Tensor) -> Tensor:
        if leaf.ndim == 0 or leaf.shape[0] != rows:
            raise RequestError(
                f"the state holds a tensor of shape {tuple(leaf.shape)} where {rows} rows (one a sentence) "
                "were expected in dimension 0"
            )
        return leaf

    _over_leaves(check, state, skip_shared=False)


def is_identity(index: Int[Tensor, "kept"], rows: int) -> bool:
    """Tell whether gathering `index` from `rows` rows would change nothing."""
    return len(index) == rows and bool((index == torch.arange(rows, device=index.device)).all())


def advance(
    step: Step, tokens: Int[Tensor, "rows"], state: State, named: Sequence[int]
) -> tuple[Float[Tensor, "rows vocab"], State]:
    """Take one step and check what comes back.

    Raises `TaskError` on a result of the wrong shape, `RequestError` when one of the `named` tokens (end,
    forbidden) is outside the vocabulary.
    """
    log_probs, state = step(tokens, state)
    if log_probs.ndim != 2 or len(log_probs) != len(tokens):
        raise TaskError(
            f"the step returned log-probabilities of shape {tuple(log_probs.shape)} for {len(tokens)} rows; "
            "expected (rows, vocabulary)"
        )
    size = log_probs.shape[1]
    for token in named:
        if not 0 <= token < size:
            raise RequestError(f"token {token} is outside the vocabulary of {size} (0 to {size - 1})")
    return log_probs, state


def refuse_nan(values: Float[Tensor, "..."]) -> None:
    """Raise `TaskError` when a log-probability is NaN; each row's largest tells for its row."""
    if bool(values.isnan().any()):
        raise no_numbers()


def _over_leaves(function: Callable[[Tensor], Tensor], tree: State, *, skip_shared: bool) -> State:
    if tree is None or (skip_shared and isinstance(tree, PerSentence)):
        return tree
    if isinstance(tree, Tensor):
        return function(tree)
    if isinstance(tree, dict):
        return {key: _over_leaves(function, branch, skip_shared=skip_shared) for key, branch in tree.items()}
    if isinstance(tree, list | tuple):
        branches = [_over_leaves(function, branch, skip_shared=skip_shared) for branch in tree]
        if isinstance(tree, list):
            return branches
        return type(tree)(*branches) if hasattr(tree, "_fields") else tuple(branches)
    raise RequestError(
        f"the state holds a {type(tree).__name__}; expected tensors, PerSentence or None "
        "in dicts, lists and tuples"
    )
