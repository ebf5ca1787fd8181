import pytest
import torch

from babelix.attention import scaled_dot_product_attention, short

BATCH, HEADS = 3, 2
SHAPES = {
    "few queries": (5, 7, 16, 32),
    "more queries than keys": (11, 7, 32, 16),
    "sixteen": (16, 16, 32, 32),
    "two panels of keys": (17, 37, 32, 48),
    "one of each": (1, 1, 16, 16),
    "as many as there is room for": (64, 64, 128, 128),
}


def masks(queries, keys):
    """Masks of every kind; in the last some queries may attend to nothing."""
    j = torch.arange(keys)
    padding = torch.stack([(b + j) % 3 != 1 for b in range(BATCH)])[:, None, None]
    some = torch.rand(BATCH, HEADS, queries, keys, generator=torch.Generator().manual_seed(5)) > 0.5
    blind = some & (torch.arange(queries) % 2 == 0)[:, None]
    return [None, padding, torch.ones(queries, keys, dtype=torch.bool).tril(), some, blind]


@pytest.fixture(params=SHAPES)
def inputs(request):
    queries, keys, d_k, d_v = SHAPES[request.param]
    torch.manual_seed(3)
    # As products make them, heads beside each other; and V as no product does.
    Q, K = (torch.randn(BATCH, rows, HEADS, d_k).transpose(1, 2).requires_grad_() for rows in (queries, keys))
    return Q, K, torch.randn(BATCH, HEADS, keys, d_v).requires_grad_()


def test_values_and_gradients_are_those_of_the_equation(inputs):
    Q, K, V = inputs
    for mask in masks(Q.shape[2], K.shape[2]):
        assert short.takes(Q, K, V)
        out, _ = scaled_dot_product_attention(Q, K, V, mask)
        dO = torch.randn(out.shape)
        exact = [each.detach().double().requires_grad_() for each in inputs]
        expected, _ = scaled_dot_product_attention(exact[0], exact[1], exact[2], mask, weights=True)
        torch.testing.assert_close(out.double(), expected, rtol=1e-5, atol=1e-5)
        found = torch.autograd.grad(out, inputs, dO)
        for ours, theirs in zip(found, torch.autograd.grad(expected, exact, dO.double()), strict=True):
            torch.testing.assert_close(ours.double(), theirs, rtol=1e-5, atol=1e-5)


def test_threads_do_not_change_a_byte(inputs, monkeypatch):
    Q, K, V = inputs

    def found(threads):
        monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
        out = short.attend(Q, K, V, None)
        return out, *torch.autograd.grad(out.sum(), inputs)

    assert all(map(torch.equal, found(1), found(2)))


def test_what_may_not_be_attended_is_not_looked_at():
    torch.manual_seed(7)
    Q, K, V = (torch.randn(1, 2, 5, 16).requires_grad_() for _ in range(3))
    mask = torch.tensor([True, True, False, True, False])
    out = short.attend(Q, K, V, mask)
    dK, dV = torch.autograd.grad(out.square().sum(), (K, V))
    assert not dK[:, :, ~mask].any()
    assert not dV[:, :, ~mask].any()


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x.detach(),
        lambda x: x.double(),
        lambda x: x.bfloat16(),
        lambda x: x[..., :11],
        lambda x: x[0],
        lambda x: x.repeat(1, 1, 13, 1),
        lambda x: x.repeat(1, 1, 1, 9),
        lambda x: x.to("meta"),
    ],
)
def test_what_is_not_for_the_kernels_is_left_alone(change):
    x = torch.randn(1, 1, 5, 16).requires_grad_()
    assert short.takes(x, x, x)
    assert not short.takes(*[change(x)] * 3)


def test_shapes_that_do_not_meet_are_left_to_torch_to_refuse():
    Q, K, wide = (torch.randn(2, 1, rows, d).requires_grad_() for rows, d in ((5, 16), (7, 16), (7, 32)))
    assert short.takes(Q, K, wide)
    for wrong in ((Q, wide, K), (Q, K, wide[:, :, :6]), (Q[:1], K, K), (Q, K.repeat(1, 2, 1, 1), K)):
        assert not short.takes(*wrong)


def test_nothing_is_taken_where_nothing_is_learned_or_nothing_compiles(monkeypatch):
    x = torch.randn(1, 1, 5, 16).requires_grad_()
    with torch.no_grad():
        assert not short.takes(x, x, x)
    monkeypatch.setattr(short._differentiate, "_usable", False)
    assert not short.takes(x, x, x)


def test_second_derivatives_are_refused_rather_than_wrong():
    x = torch.randn(1, 1, 5, 16).requires_grad_()
    (first,) = torch.autograd.grad(short.attend(x, x, x, None).square().sum(), x, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        first.sum().backward()


@pytest.mark.slow
def test_the_room_is_the_kernels():
    from babelix.attention.short_kernels import HEAD, KEYS

    assert (short._MOST, short._WIDEST) == (KEYS, HEAD)


@pytest.mark.parametrize(
    "other", [(1, HEADS, 7, 16), (BATCH, 1, 7, 16), (BATCH, HEADS, 5, 16), (BATCH, HEADS, 7, 32)]
)
def test_what_is_broadcast_or_does_not_fit_is_torchs(other):
    """Shapes in signatures are held to only where tests run; the kernels read at addresses."""
    Q, K = torch.randn(BATCH, HEADS, 7, 16, requires_grad=True), torch.randn(BATCH, HEADS, 7, 16)
    other = torch.randn(other)
    assert short.takes(Q, K, K)
    assert not short.takes(Q, other, K)
    assert short.takes(Q, K, other) == (other.shape[3] == 32)
    assert not short.takes(other.requires_grad_(), K, other)


@pytest.mark.parametrize(
    "mask", [torch.ones(7, 5, dtype=torch.int64), torch.ones(7, 3) > 0, torch.ones(4, 1, 1, 5) > 0]
)
def test_a_mask_that_is_no_mask_of_these_rows_is_not_for_the_kernel(mask):
    Q, K = torch.randn(2, 3, 7, 16, requires_grad=True), torch.randn(2, 3, 5, 16)
    assert short.takes(Q, K, K, torch.ones(2, 1, 7, 5) > 0)
    assert not short.takes(Q, K, K, mask)


def test_gradients_by_transforms_of_functions_are_the_same():
    Q, K, V = (torch.randn(2, 3, 5, 16) for _ in range(3))

    def total(Q):
        return scaled_dot_product_attention(Q, K, V)[0].square().sum()

    expected = torch.autograd.grad(total(Q.requires_grad_()), Q)[0]
    torch.testing.assert_close(torch.func.grad(total)(Q.detach()), expected)


@pytest.mark.parametrize("asked", [(torch.compiler, "is_compiling"), (torch._C, "_is_tracing")])
def test_where_torch_writes_a_program_the_equation_stands_in_it(asked, monkeypatch):
    Q = torch.randn(2, 3, 5, 16, requires_grad=True)
    assert short.takes(Q, Q, Q)
    monkeypatch.setattr(*asked, lambda: True)
    assert not short.takes(Q, Q, Q)
