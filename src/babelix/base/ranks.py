"""Which of several processes that share a task this one is, as torchrun sets it in the environment."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Rank:
    """Process number `number`, from 0, of the `of` that share a task; on its machine it is number `local`."""

    number: int = 0
    of: int = 1
    local: int = 0

    @property
    def first(self) -> bool:
        """Tell whether this is the one process that writes files and shows progress."""
        return self.number == 0

    def part(self, rows: np.ndarray) -> np.ndarray:
        """Return every `of`-th of `rows`, from number `number` on: the parts of all processes are all rows, each once.

        Sorted by length, the rows of a part are as long as those of another. A part of few rows may be empty.
        """
        return rows[self.number :: self.of]


def rank_in(environ: Mapping[str, str], otherwise: str = "", setting: str = "") -> Rank:
    """Return what RANK, WORLD_SIZE and LOCAL_RANK say, as torchrun sets them; without them a process is alone.

    Raises `RequestError` where they contradict each other; `otherwise` says what could be given in their place, by
    `setting`.
    """
    number, of = environ.get("RANK"), environ.get("WORLD_SIZE") or "1"
    if number is None or of == "1":
        return Rank()
    if not (number.isdecimal() and of.isdecimal() and int(number) < int(of)):
        raise RequestError(
            f"RANK {number!r} of WORLD_SIZE {of!r}: expected a number below the other, as torchrun sets them; unset "
            f"both{otherwise}",
            setting=setting or (),
        )
    local = environ.get("LOCAL_RANK", "0")
    return Rank(int(number), int(of), int(local) if local.isdecimal() else 0)
