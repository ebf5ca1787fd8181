"""What a model says of every bin: its state, the states' probabilities, and their files, one a chromosome."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.files import atomic, write_text

_BLOCK = 65536


@dataclass(frozen=True)
class Decoded:
    """The state of every bin (`states`, uint16, from 0) and the `posterior` (bins x K) if it was asked for."""

    states: NDArray[np.uint16]
    posterior: NDArray[np.float64] | None = None


def four_decimals(probabilities: NDArray[np.float64]) -> Iterable[Sequence[str]]:
    """Return rows of numbers with at most four decimals, as ChromHMM prints them: ``0.9995``, ``0.5``, ``1``."""
    rows: list[list[str]] = _ten_thousandths()[np.rint(probabilities * 1e4).astype(np.int64)].tolist()
    return rows


def five_digits(probabilities: NDArray[np.float64]) -> Iterable[Sequence[str]]:
    """Return rows of numbers with at most five significant digits, so that small ones stay apart: ``1.2346e-07``."""
    return ([f"{value:.5g}" for value in row] for row in probabilities.tolist())


def write_posterior(
    path: Path,
    cell: str,
    chrom: str,
    states: Sequence[str],
    posterior: NDArray[np.float64],
    printed: Callable[[NDArray[np.float64]], Iterable[Sequence[str]]] = four_decimals,
) -> None:
    """Write `posterior` (bins x K), one row a bin under two header lines: cell and chromosome, names of the states."""
    with atomic(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{cell}\t{chrom}\n" + "\t".join(states) + "\n")
        for begin in range(0, len(posterior), _BLOCK):
            file.writelines("\t".join(row) + "\n" for row in printed(posterior[begin : begin + _BLOCK]))


def write_states_by_line(path: Path, cell: str, chrom: str, decoded: Decoded, letter: str = "E") -> None:
    """Write the state of every bin (from 1), one a line under two header lines."""
    lines = "\n".join(map(str, (decoded.states.astype(np.int64) + 1).tolist()))
    write_text(path, f"{cell}\t{chrom}\nMaxState {letter}\n{lines}\n")


@cache
def _ten_thousandths() -> NDArray[np.object_]:
    return np.array([f"{value / 1e4:.4f}".rstrip("0").rstrip(".") for value in range(10001)], dtype=object)
