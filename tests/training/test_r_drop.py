import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from babelix.training.loss import smoothed_cross_entropy
from babelix.training.r_drop import consistent_cross_entropy

POSITIONS, D, V = 13, 7, 11


@pytest.fixture
def inputs() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    draw = torch.Generator().manual_seed(5)
    h_1, h_2 = (
        torch.randn(POSITIONS, D, generator=draw, dtype=torch.float64, requires_grad=True) for _ in range(2)
    )
    E = torch.randn(V, D, generator=draw, dtype=torch.float64, requires_grad=True)
    return h_1, h_2, E, torch.randint(0, V, (POSITIONS,), generator=draw)


def expected(h_1: Tensor, h_2: Tensor, E: Tensor, y: Tensor, smoothing: float, alpha: float) -> Tensor:
    """The equations by torch's own functions."""
    z_1, z_2 = h_1 @ E.T, h_2 @ E.T
    losses = [F.cross_entropy(z, y, reduction="sum", label_smoothing=smoothing) for z in (z_1, z_2)]
    log_1, log_2 = z_1.log_softmax(-1), z_2.log_softmax(-1)
    kl = F.kl_div(log_2, log_1, reduction="sum", log_target=True)
    kl = kl + F.kl_div(log_1, log_2, reduction="sum", log_target=True)
    return (losses[0] + losses[1]) / 2 + alpha / 4 * kl


@pytest.mark.parametrize("rows", [3, 13, 100])
@pytest.mark.parametrize(("smoothing", "alpha"), [(0.0, 0.0), (0.1, 5.0), (0.3, 0.7)])
def test_value_and_gradients_are_those_of_the_equations(inputs, rows, smoothing, alpha):
    h_1, h_2, E, y = inputs
    wanted = expected(h_1, h_2, E, y, smoothing, alpha)
    gradients = torch.autograd.grad(wanted * 3, inputs[:3])
    found, negative = consistent_cross_entropy(*inputs, smoothing=smoothing, alpha=alpha, rows=rows)
    assert float(found.detach()) == pytest.approx(float(wanted.detach()), rel=1e-5)
    plain = expected(h_1, h_2, E, y, 0.0, 0.0)
    assert float(negative) == pytest.approx(float(plain.detach()), rel=1e-5)
    assert not negative.requires_grad
    for ours, theirs in zip(torch.autograd.grad(found * 3, inputs[:3]), gradients, strict=True):
        # Softmax and sums are float32's.
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


def test_two_equal_passes_are_the_plain_loss(inputs):
    h, _, E, y = inputs
    found, negative = consistent_cross_entropy(h, h, E, y, smoothing=0.1, alpha=5.0)
    plain, plain_negative = smoothed_cross_entropy(h, E, y, smoothing=0.1)
    assert float(found.detach()) == pytest.approx(float(plain.detach()), rel=1e-6)
    assert float(negative) == pytest.approx(float(plain_negative), rel=1e-6)


def test_a_position_counts_as_often_as_its_target_weighs(inputs):
    h_1, h_2, E, y = inputs
    w = torch.arange(1, V + 1, dtype=torch.float32)
    found, negative = consistent_cross_entropy(h_1, h_2, E, y, smoothing=0.1, alpha=5.0, w=w, rows=5)
    each = [expected(h_1[i : i + 1], h_2[i : i + 1], E, y[i : i + 1], 0.1, 5.0) for i in range(POSITIONS)]
    wanted = torch.stack([(y[i] + 1) * each[i] for i in range(POSITIONS)]).sum()
    assert float(found.detach()) == pytest.approx(float(wanted.detach()), rel=1e-5)
    assert float(negative) == pytest.approx(float(expected(h_1, h_2, E, y, 0.0, 0.0).detach()), rel=1e-5)
    gradients = torch.autograd.grad(wanted, inputs[:3])
    for ours, theirs in zip(torch.autograd.grad(found, inputs[:3]), gradients, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


def test_products_run_in_the_type_of_autocast(inputs):
    h_1, h_2, E, y = (each.float() if each.is_floating_point() else each for each in inputs)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rough, _ = consistent_cross_entropy(h_1, h_2, E, y, smoothing=0.1, alpha=5.0)
    exact, _ = consistent_cross_entropy(h_1, h_2, E, y, smoothing=0.1, alpha=5.0)
    assert rough.dtype == torch.float32
    assert float(rough.detach()) == pytest.approx(float(exact.detach()), rel=0.02)
    assert float(rough.detach()) != float(exact.detach())
