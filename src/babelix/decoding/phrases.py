"""What a search may be told to say, and how far it looks for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from jaxtyping import Bool
from torch import Tensor


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

    go_on: Bool[Tensor, "vocab"]
    inside: Bool[Tensor, "vocab"]


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
