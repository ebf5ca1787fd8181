from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.approximator import ACTIVATIONS
from babelix.classic.descent import Descent, Trainer, gradients


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_those_of_differences(small_net, activation):
    net = replace(small_net, activation=activation)
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(7, 2)), rng.integers(0, 2, 7)

    def loss():
        return -np.log(net.probabilities(x)[np.arange(7), y]).sum()

    dW, db = gradients(net, net.read(x), y)
    for values, found in zip((*net.W, *net.b), (*dW, *db), strict=True):
        for place in np.ndindex(values.shape):
            kept = values[place]
            values[place] = kept + 1e-6
            above = loss()
            values[place] = kept - 1e-6
            assert found[place] == pytest.approx((above - loss()) / 2e-6, abs=1e-6)
            values[place] = kept


@pytest.mark.slow
def test_updates_are_those_of_torch(small_net):
    """torch's SGD adds its decay to the mean's gradient: a tenth of ConvNetJS's at a batch of 10, none for biases."""
    import torch

    descent = Descent(rate=0.05, momentum=0.3, batch=10, decay=0.02)
    rng = np.random.default_rng(5)
    h, y = rng.normal(size=(50, 2)), rng.integers(0, 2, 50)
    trainer = Trainer(small_net, descent)
    trainer.epoch(h, y, np.arange(50))

    W = [torch.tensor(each, requires_grad=True) for each in small_net.W]
    b = [torch.tensor(each, requires_grad=True) for each in small_net.b]
    groups: Any = [{"params": W, "weight_decay": 0.02 / 10}, {"params": b}]
    optimiser = torch.optim.SGD(groups, lr=0.05, momentum=0.3)
    for first in range(0, 50, 10):
        read = torch.tensor(h[first : first + 10])
        for layer in range(3):
            read = read @ W[layer].T + b[layer]
            read = read.tanh() if layer < 2 else read
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(read, torch.tensor(y[first : first + 10])).backward()
        optimiser.step()
    for ours, theirs in zip((*trainer.net.W, *trainer.net.b), (*W, *b), strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-10, atol=1e-12)


def test_the_rest_of_an_epoch_begins_the_next(small_net):
    rng = np.random.default_rng(6)
    h, y = rng.normal(size=(7, 2)), rng.integers(0, 2, 7)
    one, other = (Trainer(small_net, Descent(batch=3)) for _ in range(2))
    one.epoch(h, y, np.arange(7))
    one.epoch(h, y, np.arange(7))
    other.epoch(h, y, np.array([*range(7), *range(7)]))
    for a, b in zip(one.net.W, other.net.W, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_net_given_stays_as_it_was(small_net):
    before = [W.copy() for W in small_net.W]
    trainer = Trainer(small_net, Descent(batch=1))
    trainer.step(np.ones((1, 2)), np.array([1]))
    for W, kept, now in zip(small_net.W, before, trainer.net.W, strict=True):
        np.testing.assert_array_equal(W, kept)
        assert not np.allclose(W, now)


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"epochs": 0}, "`epochs` 0: expected at least 1"),
        ({"batch": 0}, "`batch` 0: expected at least 1"),
        ({"rate": -1}, "`rate` -1: expected a number of at least 0"),
        ({"rate": float("nan")}, "`rate` nan: expected a number of at least 0"),
        ({"momentum": 1}, "`momentum` 1: expected a number of at least 0 and below 1"),
        ({"decay": float("inf")}, "`decay` inf: expected a number of at least 0"),
    ],
)
def test_numbers_that_train_nothing(numbers, sentence):
    with pytest.raises(RequestError, match=sentence):
        Descent(**numbers)
