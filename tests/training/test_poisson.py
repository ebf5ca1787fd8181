import math

import pytest
import torch

from babelix.training.poisson import CountLoss

P = torch.tensor([[[2.0, 1.0], [3.0, 5.0], [7.0, 1.0]]])
Y = torch.tensor([[[1.0, 0.0], [0.0, 2.0], [4.0, float("nan")]]])


def test_poisson_by_hand_and_what_is_missing_does_not_count():
    found = CountLoss(epsilon=1e-9)(P, Y)
    first = (2 - math.log(2)) + 3 + (7 - 4 * math.log(7))
    assert found.tolist() == pytest.approx([first, 1 + 5 - 2 * math.log(5)], rel=1e-5)


def test_sums_and_shapes_by_hand():
    found = CountLoss(total=0.3, epsilon=1e-9)(P, Y)
    shape = -math.log(2 / 12) - 4 * math.log(7 / 12)
    first = 0.3 * (12 - 5 * math.log(12)) + shape
    assert float(found[0]) == pytest.approx(first, rel=1e-5)
    assert float(found[1]) == pytest.approx(0.3 * (6 - 2 * math.log(6)) - 2 * math.log(5 / 6), rel=1e-5)


def test_of_weight_one_both_are_the_same():
    assert torch.allclose(CountLoss()(P, Y), CountLoss(total=1.0)(P, Y), rtol=1e-5)


def test_epsilon_is_added_to_both():
    found = CountLoss(epsilon=0.5)(P[:, :1, :1], Y[:, :1, :1])
    assert float(found[0]) == pytest.approx(2.5 - 1.5 * math.log(2.5))


def test_where_nothing_is_known_gradients_are_nothing():
    p = P.clone().requires_grad_()
    CountLoss(total=0.2)(p, torch.full_like(P, float("nan"))).sum().backward()
    assert p.grad is not None
    assert torch.equal(p.grad, torch.zeros_like(P))
