"""The model: K states, each a row of independent Bernoulli emissions; its file is ChromHMM's ``model_K.txt``."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import read_lines, write_text
from babelix.chromatin.markov.record import recorded_bin_size


@dataclass(frozen=True)
class Model:
    """A hidden Markov model of binary marks.

    `names` are the M marks; `initial` (K), `transition` (K x K, from row to column) and `emission` (K x M, the
    probability that the mark is present) are probabilities.
    """

    names: tuple[str, ...]
    initial: NDArray[np.float64]
    transition: NDArray[np.float64]
    emission: NDArray[np.float64]

    @property
    def states(self) -> int:
        """The number of states, K."""
        return len(self.initial)

    def reordered(self, order: list[int]) -> "Model":
        """Return the same model with state ``order[k]`` as state k."""
        index = np.array(order)
        return Model(
            self.names, self.initial[index], self.transition[np.ix_(index, index)], self.emission[index]
        )


@dataclass(frozen=True)
class ModelFile:
    """What a model file holds beside the model: the order's letter, log-likelihood and iterations; bp a bin or None."""

    model: Model
    log_likelihood: float
    iterations: int
    letter: str = "E"
    bin_size: int | None = None


def java_double(value: float) -> str:
    """Return `value` as Java prints it: the shortest digits, in scientific notation outside [0.001, 10,000,000)."""
    if value == 0 or not np.isfinite(value):
        return str(float(value)).replace("inf", "Infinity").replace("nan", "NaN")
    if 1e-3 <= abs(value) < 1e7:
        return np.format_float_positional(value, unique=True, trim="0")
    sign, digits, exponent = Decimal(repr(float(value))).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    power = int(exponent) + len(digits) - 1
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"


def write_model(path: str | Path, content: ModelFile) -> None:
    """Write ChromHMM's model file; states and marks as they stand in the model, states counted from 1."""
    model = content.model
    head = [
        model.states, len(model.names), content.letter, java_double(content.log_likelihood), content.iterations
    ]  # fmt: skip
    rows: list[list[object]] = [head]
    rows += [["probinit", i + 1, java_double(p)] for i, p in enumerate(model.initial)]
    rows += [
        ["transitionprobs", i + 1, j + 1, java_double(p)]
        for i, row in enumerate(model.transition)
        for j, p in enumerate(row)
    ]
    for i, row in enumerate(model.emission):
        for m, (name, p) in enumerate(zip(model.names, row, strict=True)):
            rows.append(["emissionprobs", i + 1, m, name, 0, java_double(1 - p)])
            rows.append(["emissionprobs", i + 1, m, name, 1, java_double(p)])
    write_text(path, "".join("\t".join(map(str, row)) + "\n" for row in rows))


def read_model(path: str | Path) -> ModelFile:
    """Return the model of a file that Babelix or ChromHMM wrote; the bin size comes from ``model_K.json`` beside it.

    Raises `RequestError` naming file and line for a line that is no model line and for a parameter that is missing.
    """
    path = Path(path)
    lines = read_lines(path)
    try:
        head = lines[0].split("\t")
        states, marks, letter, likelihood, iterations = (
            int(head[0]), int(head[1]), head[2], float(head[3]), int(head[4])
        )  # fmt: skip
    except (IndexError, ValueError):
        raise RequestError(
            f"{path}, line 1: expected states, marks, order, log-likelihood and iterations, got "
            f"{(lines or [''])[0][:60]!r}; give a model_K.txt"
        ) from None
    tables = {
        "probinit": np.full(states, np.nan),
        "transitionprobs": np.full((states, states), np.nan),
        "emissionprobs": np.full((states, marks, 2), np.nan),
    }
    names = [""] * marks
    for number, line in enumerate(lines[1:], start=2):
        try:
            _place(line.split("\t"), tables, names)
        except (IndexError, ValueError, KeyError):
            raise RequestError(
                f"{path}, line {number}: expected probinit, transitionprobs or emissionprobs of {states} states and "
                f"{marks} marks, got {line[:60]!r}; give a model_K.txt as it was written"
            ) from None
    for kind, table in tables.items():
        if not ((table >= 0) & (table <= 1)).all():
            raise RequestError(f"{path}: a {kind} line is missing or no probability; write the model again")
    model = Model(
        tuple(names), tables["probinit"], tables["transitionprobs"], tables["emissionprobs"][:, :, 1]
    )
    return ModelFile(model, likelihood, iterations, letter, recorded_bin_size(path))


def _place(fields: list[str], tables: dict[str, NDArray[np.float64]], names: list[str]) -> None:
    table = tables[fields[0]]
    if fields[0] == "emissionprobs":
        state, mark, value = int(fields[1]) - 1, int(fields[2]), int(fields[4])
        where: tuple[int, ...] = (state, mark, value)
        names[mark] = fields[3]
    else:
        where = tuple(int(field) - 1 for field in fields[1:-1])
    if min(where) < 0 or len(where) != table.ndim:
        raise ValueError
    table[where] = float(fields[-1])
