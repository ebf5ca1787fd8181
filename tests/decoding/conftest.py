"""Models small enough to be worked out by hand, and a search that looks at every sentence there is.

Everywhere here token 0 starts and token 1 ends.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch
from torch import Tensor

State = Any
Step = Callable[[Tensor, State], tuple[Tensor, State]]


def _markov(table: Tensor) -> Step:
    """The next token depends on the last alone: row t of `table` holds its log-probabilities. No state."""

    def step(tokens: Tensor, state: State) -> tuple[Tensor, State]:
        return table[tokens], state

    return step


def _remembering(seed: int, vocab: int) -> Step:
    """The next token depends on the sentence and on a hash of all said, which shows rows mixed up."""
    tables = torch.randn(7919, vocab, generator=torch.Generator().manual_seed(seed)).mul(1.5).log_softmax(1)

    def step(tokens: Tensor, state: State) -> tuple[Tensor, State]:
        assert len(state["source"].value) == len(state["said"]) == len(tokens)
        said = (state["said"] * 31 + tokens[:, None] + 1) % 7907
        return tables[(said[:, 0] * 17 + state["source"].value) % 7919], {**state, "said": said}

    return step


def _initial(sources: list[int]) -> State:
    from babelix.decoding import PerSentence

    return {
        "source": PerSentence(torch.tensor(sources, dtype=torch.long)),
        "said": torch.zeros(len(sources), 1, dtype=torch.long),
    }


def _log_probability(step: Step, state: State, said: Sequence[int]) -> float:
    """log P of one sentence, its end included, token by token; a batch of one."""
    total = 0.0
    for last, token in zip((0, *said), (*said, 1), strict=True):
        log_probs, state = step(torch.tensor([last]), state)
        total += float(log_probs[0, token])
    return total


def _every_sentence(
    step: Step, state: State, vocab: int, limit: int, alpha: float
) -> list[tuple[float, float, tuple[int, ...]]]:
    """(score, log P, tokens) of every finished sentence of at most `limit` tokens; a batch of one."""
    found = []
    begun: list[tuple[tuple[int, ...], float, State]] = [((), 0.0, state)]
    for length in range(limit):
        longer = []
        for said, total, here in begun:
            log_probs, after = step(torch.tensor([said[-1] if said else 0]), here)
            steps = log_probs[0].tolist()
            found.append(((total + steps[1]) / ((5 + length + 1) / 6) ** alpha, total + steps[1], said))
            longer += [((*said, token), total + steps[token], after) for token in range(vocab) if token != 1]
        begun = longer
    return sorted(found, key=lambda entry: -entry[0])


@pytest.fixture(scope="session")
def markov() -> Callable[[Tensor], Step]:
    return _markov


@pytest.fixture(scope="session")
def remembering() -> Callable[[int, int], Step]:
    return _remembering


@pytest.fixture(scope="session")
def initial() -> Callable[[list[int]], State]:
    return _initial


@pytest.fixture(scope="session")
def every_sentence() -> Callable[..., list[tuple[float, float, tuple[int, ...]]]]:
    return _every_sentence


@pytest.fixture(scope="session")
def log_probability() -> Callable[[Step, State, Sequence[int]], float]:
    return _log_probability
