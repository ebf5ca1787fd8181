"""Why attention won: gradients against distance, recall against distance, time a token against length."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.base.seeds import derive
from babelix.classic.distance import CELLS, Reach, reach
from babelix.classic.recall import Pace, Recaller, RecallTask, pace
from babelix.training.device import undisturbed
from babelix.training.loop import Loop
from babelix.training.plan import Plan

SHOWN = (1, 5, 10, 20, 40)
"""Distances of the table."""
DISTANCES = (5, 10, 20, 40)
LENGTHS = (16, 64, 256)
_WIDTH, _LENGTH, _RECALL_WIDTH, _BATCH, _RATE = 128, 60, 32, 32, 3e-3


@dataclass(frozen=True)
class Recalled:
    """Of one cell, the share of symbols recalled at each distance, after the same number of updates."""

    cell: str
    distances: tuple[int, ...]
    accuracy: tuple[float, ...]


@dataclass(frozen=True)
class Gradients:
    """What was measured; `recalled` and `paces` are empty where they were not asked for."""

    width: int
    seeds: int
    updates: int
    reaches: tuple[Reach, ...]
    recalled: tuple[Recalled, ...]
    paces: tuple[Pace, ...]


@checked
def measure_gradients(
    seeds: int = 20,
    updates: int = 300,
    recall: bool = True,
    speed: bool = True,
    distances: Sequence[int] = DISTANCES,
    listener: Listener = silent,
) -> Gradients:
    """Return gradient norms of freshly drawn layers over `seeds`, and what nets recall after so many `updates`.

    Raises `RequestError` for numbers that are too small.
    """
    at_least(1, seeds=seeds, updates=updates)
    if any(each < 2 for each in distances):
        raise RequestError(f"`distances` {min(distances)}: expected 2 or more", setting="distances")
    trained = len(CELLS) * len(distances) if recall else 0
    progress = Reporter(listener, "measuring", len(CELLS) + trained, "nets")
    reaches, recalled = [], []
    with undisturbed():
        for cell in CELLS:
            reaches.append(reach(cell, _WIDTH, _LENGTH, list(range(1, seeds + 1))))
            progress.advance(1)
        for cell in CELLS if recall else ():
            accuracy = []
            for distance in distances:
                accuracy.append(_recall(cell, distance, updates))
                progress.advance(1, accuracy=accuracy[-1])
            recalled.append(Recalled(cell, tuple(distances), tuple(accuracy)))
    with undisturbed(1):
        paces = [pace(cell, _WIDTH, length) for cell in CELLS for length in LENGTHS] if speed else []
    return Gradients(_WIDTH, seeds, updates, tuple(reaches), tuple(recalled), tuple(paces))


def _recall(cell: str, distance: int, updates: int, seed: int = 1) -> float:
    """Train a small net by the training loop, in a folder that goes, and return its accuracy on new sequences."""
    torch.manual_seed(derive(seed, "model"))
    model = Recaller(cell, _RECALL_WIDTH)
    plan = Plan(
        steps=updates, rate=lambda step: _RATE, betas=(0.9, 0.99), epsilon=1e-8, clip=1.0, evaluate_every=updates,
        save_every=updates, log_every=updates,
    )  # fmt: skip
    task = RecallTask(distance, _BATCH, seed)
    with tempfile.TemporaryDirectory() as folder:
        Loop(model, task, plan, Path(folder)).run()
    model.eval()
    with torch.no_grad():
        return float(task.evaluate(model)["val_accuracy"])
