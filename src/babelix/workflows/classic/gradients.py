"""Why attention won: gradients against distance, recall against distance, time a token against length."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import torch
from torch import Tensor

from babelix.base.arguments import at_least, checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.base.seeds import derive
from babelix.classic.distance import CELLS, Reach, reach
from babelix.classic.recall import Pace, Recaller, RecallTask, owed, pace
from babelix.training.device import best_device, undisturbed
from babelix.training.loop import Loop
from babelix.training.plan import Plan

SHOWN = (1, 5, 10, 20, 40)
"""Distances of the table."""
DISTANCES = (5, 10, 20, 40)
LENGTHS = (16, 64, 256)
LEARNED_AT, LEARNED_SEEDS = 10, (1, 2, 3)
"""How far back nets learn to recall before their gradients are measured, and the seeds they learn with."""
_WIDTH, _LENGTH, _RECALL_WIDTH, _BATCH, _RATE, _SEQUENCES = 128, 60, 32, 32, 3e-3, 64


@dataclass(frozen=True)
class Recalled:
    """Of one cell, the share of symbols recalled at each distance, after the same number of updates."""

    cell: str
    distances: tuple[int, ...]
    accuracy: tuple[float, ...]


@dataclass(frozen=True)
class Learned:
    """Of one cell whose net learned to recall from `distance` back, gradient ratios; medians over seeds.

    `accuracy` is the share recalled then, and `before` are the ratios of the same nets on the same sequences before
    they learned anything.
    """

    cell: str
    distance: int
    accuracy: float
    before: tuple[float, ...]
    ratios: tuple[float, ...]


@dataclass(frozen=True)
class Gradients:
    """What was measured; `recalled`, `paces` and `learned` are empty where they were not asked for."""

    width: int
    seeds: int
    updates: int
    reaches: tuple[Reach, ...]
    recalled: tuple[Recalled, ...]
    paces: tuple[Pace, ...]
    learned: tuple[Learned, ...] = ()


@checked
def measure_gradients(
    seeds: int = 20,
    updates: int = 300,
    recall: bool = True,
    speed: bool = True,
    distances: Sequence[int] = DISTANCES,
    trained: bool = False,
    listener: Listener = silent,
) -> Gradients:
    """Return gradient norms of freshly drawn layers over `seeds`, and what nets recall after so many `updates`.

    `trained` also asks for the norms in nets that have learned by as many updates. All of it is computed on the best
    device. Raises `RequestError` for numbers that are too small.
    """
    at_least(1, seeds=seeds, updates=updates)
    if any(each < 2 for each in distances):
        raise RequestError(f"`distances` {min(distances)}: expected 2 or more", setting="distances")
    asked = len(distances) * recall + len(LEARNED_SEEDS) * trained
    progress = Reporter(listener, "measuring", len(CELLS) * (1 + asked), "nets")
    device = best_device()
    reaches, recalled, learned = [], [], []
    with undisturbed():
        for cell in CELLS:
            reaches.append(reach(cell, _WIDTH, _LENGTH, list(range(1, seeds + 1)), device))
            progress.advance(1)
        for cell in CELLS if recall else ():
            accuracy = []
            for distance in distances:
                accuracy.append(_Recall(cell, distance).learn(updates))
                progress.advance(1, accuracy=accuracy[-1])
            recalled.append(Recalled(cell, tuple(distances), tuple(accuracy)))
        for cell in CELLS if trained else ():
            learned.append(_learned(cell, updates, progress))
    with undisturbed(1):
        lengths = LENGTHS if speed else ()
        paces = [pace(cell, _WIDTH, each, device=device) for cell in CELLS for each in lengths]
    return Gradients(_WIDTH, seeds, updates, tuple(reaches), tuple(recalled), tuple(paces), tuple(learned))


def _learned(cell: str, updates: int, progress: Reporter) -> Learned:
    accuracy, before, after = [], [], []
    for seed in LEARNED_SEEDS:
        own = _Recall(cell, LEARNED_AT, seed)
        before.append(own.owed())
        accuracy.append(own.learn(updates))
        after.append(own.owed())
        progress.advance(1, accuracy=accuracy[-1])
    medians = (tuple(torch.stack(each).median(0).values.tolist()) for each in (before, after))
    return Learned(cell, LEARNED_AT, median(accuracy), *medians)


class _Recall:
    """A small net of one kind that is to recall from some distance, on the best device."""

    def __init__(self, cell: str, distance: int, seed: int = 1) -> None:
        device, self._seed = best_device(), seed
        torch.manual_seed(derive(seed, "model"))
        self._net = Recaller(cell, _RECALL_WIDTH).to(device)
        self._task = RecallTask(distance, _BATCH, seed, device)

    def learn(self, updates: int) -> float:
        """Train by the training loop, in a folder that goes, and return the accuracy on new sequences."""
        plan = Plan(
            steps=updates, rate=lambda step: _RATE, betas=(0.9, 0.99), epsilon=1e-8, clip=1.0, evaluate_every=updates,
            save_every=updates, log_every=updates,
        )  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            Loop(self._net, self._task, plan, Path(folder)).run()
        self._net.eval()
        with torch.no_grad():
            return float(self._task.evaluate(self._net)["val_accuracy"])

    def owed(self) -> Tensor:
        """Return gradient ratios on new sequences, longer than those it learns from."""
        return owed(self._net, self._task.late(_SEQUENCES, _LENGTH), self._seed).cpu()
