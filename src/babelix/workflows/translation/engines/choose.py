"""What searches in the place of the model's own step, by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener
from babelix.decoding import Hypothesis
from babelix.workflows.translation.run import Run


@dataclass(frozen=True)
class Plain:
    """What a search by beam for the one best hypothesis is told: all that an engine needs to do it."""

    beam: int
    alpha: float
    forbidden: tuple[int, ...]


@dataclass(frozen=True)
class Asked:
    """Rows of ids with the most tokens that may be written for each, how to search, and how many rows at once."""

    rows: Sequence[Sequence[int]]
    limits: Sequence[int]
    plain: Plain
    batch_size: int


class Engine(Protocol):
    """What finds the one best hypothesis of many sentences at once, in the place of a search token by token.

    `lacks` is what to say of a search that is none of its own; nothing where the other one is no stranger.
    """

    lacks: str

    def takes(self, sentences: int, listener: Listener) -> bool:
        """Tell whether the engine is one for so many sentences, now; say where that takes long or cannot be."""
        ...

    def bytes(self, asked: Asked) -> int | None:
        """Return about how many bytes finding takes at most; None where the engine does not know."""
        ...

    def find(self, asked: Asked, advance: Callable[[int], None]) -> list[Hypothesis]:
        """Return the best hypothesis of each row, of at most its limit of tokens; tell how many are found."""
        ...


ENGINES = ("babelix", "ctranslate2")


def engine_of(run: Run, name: str, precision: str) -> Engine | None:
    """Return the engine of that name for a run's model; None is ours, which the searcher chooses by itself.

    Raises `RequestError` on an unknown name, on a model or a precision that the engine does not have, and where it
    needs what is not installed.
    """
    if name not in ENGINES:
        raise RequestError(
            f"unknown `engine` {name!r}{did_you_mean(name, ENGINES)}; known: {', '.join(ENGINES)}",
            setting="engine",
        )
    if name == "babelix":
        return None
    if precision != "float32":
        raise RequestError(
            f"`engine` {name} computes in float32 here, and `precision` is {precision}; leave one of the two out",
            setting="engine",
        )
    from babelix.workflows.translation.engines.ctranslate2 import CTranslate2

    return CTranslate2(run)
