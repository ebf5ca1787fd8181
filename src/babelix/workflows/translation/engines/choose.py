"""What searches in the place of the model's own step, by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from babelix.base.errors import RequestError, did_you_mean
from babelix.decoding import Hypothesis
from babelix.transformer import Transformer
from babelix.workflows.translation.run import Run


@dataclass(frozen=True)
class Plain:
    """What a search by beam for the one best hypothesis is told: all that an engine needs to do it."""

    beam: int
    alpha: float
    forbidden: tuple[int, ...]


class Engine(Protocol):
    """What finds the one best hypothesis of many sentences at once, in the place of a search token by token."""

    def takes(self, sentences: int) -> bool:
        """Tell whether the engine is one for so many sentences, now."""
        ...

    def find(
        self,
        rows: Sequence[Sequence[int]],
        limits: Sequence[int],
        plain: Plain,
        batch_size: int,
        advance: Callable[[int], None],
    ) -> list[Hypothesis]:
        """Return the best hypothesis of each row of ids, of at most its limit of tokens; tell how many are found."""
        ...


ENGINES = ("babelix", "ctranslate2")


def engine_of(run: Run, name: str, precision: str, *, many: bool = False) -> Engine | None:
    """Return the engine of that name for a run's model; None leaves it to the searcher, `many` is `Compiled`'s.

    Raises `RequestError` on an unknown name, on a model or a precision that the engine does not have, and where it
    needs what is not installed.
    """
    if name not in ENGINES:
        raise RequestError(
            f"unknown `engine` {name!r}{did_you_mean(name, ENGINES)}; known: {', '.join(ENGINES)}",
            setting="engine",
        )
    if name == "babelix":
        from babelix.workflows.translation.engines.compiled import Compiled

        if many and precision == "float32" and isinstance(run.model, Transformer):
            return Compiled(run.model, many=True)
        return None
    if precision != "float32":
        raise RequestError(
            f"`engine` {name} computes in float32 here, and `precision` is {precision}; leave one of the two out",
            setting="engine",
        )
    from babelix.workflows.translation.engines.ctranslate2 import CTranslate2

    return CTranslate2(run)
