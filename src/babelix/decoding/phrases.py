"""What a search may be told to say, and not to say again, and how far it looks for it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Phrase:
    """What a hypothesis must say, in one of several `forms`; `once`: and never again."""

    forms: tuple[tuple[int, ...], ...]
    once: bool = False


@dataclass(frozen=True)
class Words:
    """Which tokens touch a word: those that `go_on` with the word before them, and those that end `inside` one.

    A phrase stands free: no form that goes on follows a token that ends inside a word, and nothing that goes on
    follows a phrase.
    """

    go_on: Bool[np.ndarray, "vocab"]
    inside: Bool[np.ndarray, "vocab"]


@dataclass(frozen=True)
class Constraints:
    """The phrases of each sentence, and what touches a word, where that matters."""

    phrases: Sequence[Sequence[Phrase]]
    words: Words | None = None


@dataclass(frozen=True)
class Width:
    """How far a search looks: hypotheses a column, the length penalty's power, and when it gives up.

    Without `horizon` it goes on while any hypothesis could still score above the best that ended; with it, while one
    that has said everything could, with so many tokens more.
    """

    beam: int = 4
    alpha: float = 0.6
    horizon: int | None = None


@dataclass(frozen=True)
class Repetition:
    """What a hypothesis may not say again.

    `no_repeat_ngram` n: no n tokens in a row stand twice (None: they may). `penalty`, Keskar's theta: 1 changes
    nothing, 1.2 is the paper's. Raises `RequestError` on an n below 1 and a penalty below 1.
    """

    no_repeat_ngram: int | None = None
    penalty: float = 1.0

    def __post_init__(self) -> None:
        if self.no_repeat_ngram is not None and self.no_repeat_ngram < 1:
            raise RequestError(
                f"`no_repeat_ngram` {self.no_repeat_ngram}: expected at least 1 token that may not be said again",
                setting="no_repeat_ngram",
            )
        if not 1 <= self.penalty < math.inf:
            raise RequestError(
                f"`repetition_penalty` {self.penalty}: expected 1, which changes nothing, or more",
                setting="repetition_penalty",
            )

    @property
    def allowed(self) -> bool:
        """Whether repetitions are as free as the model has them."""
        return self.no_repeat_ngram is None and self.penalty == 1


FREE = Repetition()
"""No rule at all."""
