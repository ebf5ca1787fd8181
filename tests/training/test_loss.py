import pytest
import torch
from torch.nn import functional as F
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten

from babelix.base.errors import RequestError
from babelix.training import loss as module
from babelix.training.loss import smoothed_cross_entropy

POSITIONS, WIDTH, VOCABULARY = 23, 11, 37


@pytest.fixture(params=["compiled", "plain"], autouse=True)
def way(request, monkeypatch):
    if request.param == "plain":
        monkeypatch.setattr(module._differentiate, "_usable", False)
    return request.param


@pytest.fixture
def inputs():
    torch.manual_seed(1)
    h = torch.randn(POSITIONS, WIDTH, requires_grad=True)
    E = torch.randn(VOCABULARY, WIDTH, requires_grad=True)
    return h, E, torch.randint(VOCABULARY, (POSITIONS,))


def gradients(loss, h, E, scale=1.0):
    return torch.autograd.grad(loss * scale, (h, E))


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.7])
@pytest.mark.parametrize("rows", [1, 7, POSITIONS, 1024])
def test_values_and_gradients_are_those_of_torch(inputs, smoothing, rows):
    h, E, y = inputs
    total, negative = smoothed_cross_entropy(h, E, y, smoothing=smoothing, rows=rows)
    expected = F.cross_entropy(h @ E.T, y, label_smoothing=smoothing, reduction="sum")
    torch.testing.assert_close(total, expected, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(negative, F.cross_entropy(h @ E.T, y, reduction="sum"), rtol=1e-6, atol=1e-6)
    for ours, theirs in zip(gradients(total, h, E, 0.3), gradients(expected, h, E, 0.3), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("rows", [7, 1024])
def test_a_bias_is_added_to_every_score(inputs, rows):
    h, E, y = inputs
    b = torch.randn(VOCABULARY, requires_grad=True)
    total, negative = smoothed_cross_entropy(h, E, y, smoothing=0.1, b=b, rows=rows)
    expected = F.cross_entropy(h @ E.T + b, y, label_smoothing=0.1, reduction="sum")
    torch.testing.assert_close(
        (total, negative), (expected, F.cross_entropy(h @ E.T + b, y, reduction="sum"))
    )
    ours, theirs = (torch.autograd.grad(each, (h, E, b)) for each in (total, expected))
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("rows", [7, 1024])
def test_a_position_counts_as_often_as_its_target_weighs(inputs, rows, smoothing):
    h, E, y = inputs
    w = torch.rand(VOCABULARY) * 7
    total, negative = smoothed_cross_entropy(h, E, y, smoothing=smoothing, w=w, rows=rows)
    each = F.cross_entropy(h @ E.T, y, label_smoothing=smoothing, reduction="none")
    expected = (w[y] * each).sum()
    torch.testing.assert_close(total, expected, rtol=1e-6, atol=1e-5)
    torch.testing.assert_close(negative, F.cross_entropy(h @ E.T, y, reduction="sum"), rtol=1e-6, atol=1e-6)
    for ours, theirs in zip(gradients(total, h, E), gradients(expected, h, E), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)


def test_two_positions_by_hand():
    """p = (1/4, 3/4) by z = (0, ln 3); V = 2, eps = 0.2, y = 0: q = (0.9, 0.1)."""
    h = torch.ones(2, 1, requires_grad=True)
    E = torch.tensor([[1.0], [3.0]]).log().requires_grad_()
    total, negative = smoothed_cross_entropy(h, E, torch.tensor([0, 0]), smoothing=0.2)
    ln4, ln3 = torch.tensor(4.0).log(), torch.tensor(3.0).log()
    torch.testing.assert_close(negative, 2 * ln4)
    torch.testing.assert_close(total, 2 * (0.9 * ln4 + 0.1 * (ln4 - ln3)))
    (dE,) = torch.autograd.grad(total, E)
    torch.testing.assert_close(dE, torch.tensor([[2 * (0.25 - 0.9)], [2 * (0.75 - 0.1)]]))


def test_under_autocast_it_is_near_and_the_sums_stay_float32(inputs):
    h, E, y = inputs
    expected = F.cross_entropy(h @ E.T, y, label_smoothing=0.1, reduction="sum")
    with torch.autocast("cpu", dtype=torch.bfloat16):
        total, negative = smoothed_cross_entropy(h, E, y, smoothing=0.1, rows=7)
    assert total.dtype == negative.dtype == torch.float32
    torch.testing.assert_close(total, expected, rtol=0.02, atol=0.02)
    for ours, theirs in zip(gradients(total, h, E), gradients(expected, h, E), strict=True):
        assert ours.dtype == torch.float32
        assert float((ours - theirs).norm() / theirs.norm()) < 0.02


def test_only_the_total_carries_gradients(inputs):
    total, negative = smoothed_cross_entropy(*inputs, smoothing=0.1)
    assert total.requires_grad
    assert not negative.requires_grad
    h, E, y = inputs
    with torch.no_grad():
        without, _ = smoothed_cross_entropy(h, E, y, smoothing=0.1)
    torch.testing.assert_close(without, total.detach(), rtol=0, atol=0)


def test_second_derivatives_are_refused_rather_than_wrong(inputs):
    h, E, y = inputs
    total, _ = smoothed_cross_entropy(h, E, y, smoothing=0.1)
    (dh,) = torch.autograd.grad(total**2, h, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        dh.sum().backward()


def test_no_position_at_all_is_zero(inputs):
    h, E, _ = inputs
    total, negative = smoothed_cross_entropy(h[:0], E, torch.tensor([], dtype=torch.int64), smoothing=0.1)
    assert total.item() == negative.item() == 0.0


@pytest.mark.parametrize("vocabulary", [2, 16, 509, 1031])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_gradients_are_autograds_in_float64(vocabulary, smoothing):
    torch.manual_seed(11)
    h, E = (3 * torch.randn(rows, WIDTH) for rows in (POSITIONS, vocabulary))
    y = torch.randint(vocabulary, (POSITIONS,))
    h.requires_grad_(), E.requires_grad_()
    total, negative = smoothed_cross_entropy(h, E, y, smoothing=smoothing, rows=7)
    exact = h.detach().double().requires_grad_(), E.detach().double().requires_grad_()
    z = exact[0] @ exact[1].T
    expected = F.cross_entropy(z, y, label_smoothing=smoothing, reduction="sum")
    assert total.item() == pytest.approx(expected.item(), rel=1e-6)
    assert negative.item() == pytest.approx(F.cross_entropy(z, y, reduction="sum").item(), rel=1e-6)
    for ours, theirs in zip(gradients(total, h, E), torch.autograd.grad(expected, exact), strict=True):
        torch.testing.assert_close(ours.double(), theirs, rtol=1e-5, atol=2e-5)


def test_a_score_that_is_no_number_makes_no_number_of_the_loss(inputs):
    h, E, y = inputs
    for bad in (float("nan"), float("inf")):
        broken = h.detach().clone()
        broken[5, 3] = bad
        total, negative = smoothed_cross_entropy(broken.requires_grad_(), E, y, smoothing=0.1)
        assert not total.isfinite()
        assert not negative.isfinite()


def test_both_ways_give_the_same_to_rounding_and_any_threads_the_same_bytes(inputs, way, monkeypatch):
    h, E, y = inputs

    def found(threads):
        monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
        total, negative = smoothed_cross_entropy(h, E, y, smoothing=0.1, rows=17)
        return total, negative, *gradients(total, h, E)

    one = found(1)
    assert all(map(torch.equal, one, found(2)))
    monkeypatch.setattr(module._differentiate, "_usable", None if way == "plain" else False)
    for ours, other in zip(one, found(1), strict=True):
        torch.testing.assert_close(ours, other, rtol=1e-5, atol=1e-6)


class Largest(TorchDispatchMode):
    """Remembers the most elements that any tensor made while it is on has."""

    def __init__(self):
        super().__init__()
        self.elements = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        made = (leaf for leaf in tree_flatten(out)[0] if isinstance(leaf, torch.Tensor))
        self.elements = max([self.elements, *(tensor.numel() for tensor in made)])
        return out


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
def test_logits_of_all_positions_never_exist(precision):
    positions, vocabulary, width, rows = 503, 211, 5, 13
    h = torch.randn(positions, width, requires_grad=True)
    E = torch.randn(vocabulary, width, requires_grad=True)
    y = torch.randint(vocabulary, (positions,))
    with Largest() as seen, torch.autocast("cpu", dtype=precision, enabled=precision != torch.float32):
        total, _ = smoothed_cross_entropy(h, E, y, smoothing=0.1, rows=rows)
        total.backward()
    # Below: the logits of one piece, or the inputs.
    assert seen.elements == max(rows * vocabulary, positions * width)
    with Largest() as seen:
        F.cross_entropy(h @ E.T, y)
    assert seen.elements == positions * vocabulary


@pytest.mark.slow
def test_the_pieces_are_the_kernels():
    from babelix.training.compiled.loss_kernels import ROWS

    assert module._PIECE == ROWS


def test_targets_may_lie_apart_in_memory_and_must_be_columns(inputs):
    h, E, y = inputs
    apart = torch.stack([y, torch.full_like(y, VOCABULARY - 1)], dim=1)[:, 0]
    assert not apart.is_contiguous()
    assert torch.equal(
        smoothed_cross_entropy(h, E, apart, smoothing=0.1)[0],
        smoothed_cross_entropy(h, E, y, smoothing=0.1)[0],
    )
    for outside in (-1, VOCABULARY):
        wrong = y.clone()
        wrong[7] = outside
        with pytest.raises((IndexError, RuntimeError), match="out of bounds"):
            smoothed_cross_entropy(h, E, wrong, smoothing=0.1)


@pytest.mark.parametrize("count", [2, 4])
def test_as_many_targets_as_positions_are_wanted(count):
    message = rf"^expected one target for each of 3 positions, got \({count},\)$"
    with pytest.raises(RequestError, match=message):
        # Shapes in signatures are held to only where tests run: who calls it elsewhere meets this.
        module._SmoothedCrossEntropy.apply(
            torch.ones(3, 5), torch.ones(7, 5), None, torch.zeros(count, dtype=torch.long), None, 0.1, 512
        )


def test_what_may_not_be_said_costs_nothing_without_smoothing():
    h, E, y = torch.ones(2, 3), torch.ones(5, 3), torch.tensor([0, 2])
    b = torch.tensor([0.0, 0, 0, 0, -torch.inf])
    for total in smoothed_cross_entropy(h, E, y, smoothing=0.0, b=b):
        torch.testing.assert_close(total, 2 * torch.tensor(4.0).log())
