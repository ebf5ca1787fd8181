"""A task small enough to work out: a linear classifier of points, its batches drawn anew every epoch."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from babelix.base.seeds import generator
from babelix.training.loop import Loop
from babelix.training.loss import smoothed_cross_entropy
from babelix.training.plan import Loss, Plan
from babelix.training.ranks.alone import ALONE

WIDTH, CLASSES, POINTS = 5, 3, 29


class Points:
    """`sizes` cut an epoch's points into batches; `figures` are what evaluations say, one after the other."""

    def __init__(self, sizes=(7, 11, 11), figures=None, dropout=0.0, words=False):
        rng = np.random.default_rng(1)
        self.x = torch.tensor(rng.normal(size=(POINTS, WIDTH)), dtype=torch.float32)
        self.y = torch.tensor(rng.integers(CLASSES, size=POINTS))
        self.sizes, self.figures, self.dropout, self.words = sizes, figures, dropout, words
        self.evaluated, self.spoil = [], None

    def batches(self, epoch, first):
        order = torch.from_numpy(generator(1, "points", epoch).permutation(POINTS))
        yield from list(order.split(list(self.sizes)))[first:]

    def loss(self, model, rows):
        h = nn.functional.dropout(self.x[rows], self.dropout, training=model.training)
        total, negative = smoothed_cross_entropy(h, model.weight, self.y[rows], smoothing=0.1)
        if self.spoil is not None:
            total = total * self.spoil
        return Loss(total, negative.detach(), len(rows))

    def evaluate(self, model):
        assert not model.training
        self.evaluated.append(model.weight.detach().clone())
        if self.figures is not None:
            return {"val_loss": self.figures[len(self.evaluated) - 1]}
        _, negative = smoothed_cross_entropy(self.x, model.weight, self.y, smoothing=0.0)
        return {"val_loss": float(negative) / POINTS}

    def samples(self, model):
        return [{"point": "é", "class": str(int(model(self.x[0]).argmax()))}] if self.words else []


@pytest.fixture
def points():
    return Points


@pytest.fixture
def loop(tmp_path):
    """Return a function that makes a loop over points, the model and random state seeded."""

    def make(task=None, folder=tmp_path, resume=False, listener=None, observer=None, ranks=ALONE, **plan):
        torch.manual_seed(3)
        model = nn.Linear(WIDTH, CLASSES, bias=False)
        numbers: dict[str, Any] = {
            "steps": 13,
            "rate": lambda step: 0.1 / step,
            "log_every": 3,
            "evaluate_every": 5,
            "save_every": 4,
        }
        extra = {} if listener is None else {"listener": listener}
        return Loop(
            model,
            task or Points(),
            Plan(**(numbers | plan)),
            folder,
            resume=resume,
            observer=observer,
            ranks=ranks,
            **extra,
        )

    return make
