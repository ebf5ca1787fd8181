"""The trainings of a comparison: each net by as many trials, the best by as many seeds; what is finished stays."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.progress import Listener
from babelix.classic.next_word.nets import Shape
from babelix.classic.next_word.sizes import as_large_as, parameters
from babelix.training.log import TIMINGS
from babelix.training.tensors import load_tensors
from babelix.workflows.classic.next_word.settings import (
    CompareSettings,
    LearningSettings,
    NetSettings,
    NextWordSettings,
)
from babelix.workflows.classic.next_word.train import SCORES, train
from babelix.workflows.runs import trials as runs


@dataclass(frozen=True)
class Training:
    """One training of a comparison: what it trains, and its folder below the comparison's."""

    kind: str
    folder: str
    settings: NextWordSettings


def trials(compared: CompareSettings, kind: str, vocabulary: int) -> list[Training]:
    """Return the trials of one net, all with the first seed; n-grams have nothing to choose."""
    own = compared.trials
    if kind == "n-gram":
        return [_training(compared, kind, vocabulary, own.rates[0], own.dropouts[0], own.seeds[0])]
    return [
        _training(compared, kind, vocabulary, rate, dropout, own.seeds[0])
        for rate, dropout in product(own.rates, own.dropouts)
    ]


def seeds(compared: CompareSettings, best: Training, vocabulary: int) -> list[Training]:
    """Return the best trial and its settings with the other seeds."""
    if best.kind == "n-gram":
        return [best]
    rate, dropout = best.settings.training.rate, best.settings.model.dropout
    others = [
        _training(compared, best.kind, vocabulary, rate, dropout, seed) for seed in compared.trials.seeds[1:]
    ]
    return [best, *others]


def _training(
    compared: CompareSettings, kind: str, vocabulary: int, rate: float, dropout: float, seed: int
) -> Training:
    own = compared.model
    values = {"kind": kind, "order": own.order, "width": own.width, "layers": own.layers, "dropout": dropout}
    values |= {
        "heads": own.heads,
        "window": own.window if kind != "transformer" else compared.training.length,
    }
    if kind == "n-gram":
        folder = "n-gram"
    else:
        values["hidden"] = hidden(kind, vocabulary, own.width, own.layers, values["window"], own.heads)
        folder = f"{kind}/rate-{rate:g}-dropout-{dropout:g}-seed-{seed}"
    learning = compared.training.model_copy(update={"rate": rate, "seed": seed})
    settings = NextWordSettings(
        data=compared.data,
        model=NetSettings.model_validate(values),
        training=LearningSettings.model_validate(learning.model_dump()),
    )
    return Training(kind, folder, settings)


@cache
def hidden(kind: str, vocabulary: int, width: int, layers: int, window: int, heads: int) -> int:
    """Return how wide hidden layers are for the parameters of an LSTM whose layers have the embedding's width."""
    lstm = Shape("lstm", vocabulary, width, width, layers)
    if kind == "lstm":
        return width
    shape = Shape(kind, vocabulary, width, width, layers, window, heads)  # type: ignore[arg-type]
    return as_large_as(shape, parameters(lstm)).hidden


def finished(run: Path, training: Training) -> bool:
    """Tell whether a training has come to its end."""
    return _is_finished(run / training.folder)


def _is_finished(folder: Path) -> bool:
    return (folder / SCORES).exists()


def scores(run: Path, training: Training) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return -log p of every word held out and tested on."""
    tensors, _ = load_tensors(run / training.folder / SCORES)
    return tensors["val"].double().numpy(), tensors["test"].double().numpy()


def updates_took(folder: Path) -> float:
    """Return the seconds that all updates of a training took by the clock, or the counting of n-grams."""
    lines = (folder / TIMINGS).read_text(encoding="utf-8").splitlines()
    return float(sum(json.loads(line)["seconds"] for line in lines))


def best_of(run: Path, tried: Sequence[Training]) -> Training:
    """Return the trial that the words held out surprise least."""
    return min(tried, key=lambda each: float(scores(run, each)[0].mean()))


def carry_out(
    run: Path, trainings: Sequence[Training], beside: Path, listener: Listener
) -> Iterator[Training]:
    """Yield each training once it is finished: at once where it was, else after going on or beginning."""
    return runs.carry_out(run, trainings, train, finished=_is_finished, beside=beside, listener=listener)
