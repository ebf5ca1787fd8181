import pytest
import torch
from scipy.special import bdtr

from babelix.base.errors import RequestError
from babelix.transformer import dropout as module
from babelix.transformer.dropout import Dropout


@pytest.fixture(params=["compiled", "plain"], autouse=True)
def way(request, monkeypatch):
    if request.param == "plain":
        for kernel in (module._drop, module._undrop, module._normalise, module._denormalise):
            monkeypatch.setattr(kernel, "_usable", False)
    return request.param


def dropped(p, *shape, seed=47, dtype=torch.float32):
    torch.manual_seed(seed)
    return Dropout(p).train()(torch.ones(shape, dtype=dtype))


@pytest.mark.parametrize("p", [0.1, 0.3, 0.5, 0.9])
def test_the_rate_lies_where_an_exact_binomial_puts_it(p):
    n = 100_003
    zeros = int((dropped(p, n) == 0).sum())
    assert bdtr(zeros, n, p) > 5e-7
    assert bdtr(zeros - 1, n, p) < 1 - 5e-7


def test_each_of_the_four_elements_of_a_draw_has_the_rate():
    n, p = 40_009, 0.3
    zeros = (dropped(p, n, 4) == 0).sum(0)
    assert (bdtr(zeros.numpy(), n, p) > 5e-7).all()
    assert (bdtr(zeros.numpy() - 1, n, p) < 1 - 5e-7).all()
    pairs = (dropped(p, n, 4) == 0).float().T.corrcoef()
    assert (pairs - torch.eye(4)).abs().max() < 5 / n**0.5


@pytest.mark.parametrize("p", [0.1, 0.3, 0.5, 0.9, 1e-5])
def test_what_stays_is_scaled_so_that_the_mean_stays(p):
    kept = dropped(p, 10_007).double().unique()
    cut = round(p * 65536)
    assert set(kept.tolist()) - {0.0} == {torch.tensor(65536 / (65536 - cut)).item()}


def test_the_gradient_passes_through_the_same_mask():
    torch.manual_seed(53)
    x = torch.randn(7, 11, requires_grad=True)
    out = Dropout(0.3).train()(x)
    upstream = torch.randn(7, 11)
    out.backward(upstream)
    keep = out != 0
    assert 0 < keep.sum() < 77
    torch.testing.assert_close(x.grad, upstream * keep * (out / x)[keep].mean())


@pytest.mark.parametrize("shape", [(1,), (2,), (3,), (5,), (7, 3), (2, 3, 5), (0, 5), ()])
def test_sizes_that_four_does_not_divide(shape):
    out = dropped(0.5, *shape)
    assert out.shape == shape
    assert set(out.flatten().tolist()) <= {0.0, 2.0}


def test_a_transposed_input_keeps_its_shape_and_values():
    torch.manual_seed(59)
    x = torch.randn(5, 7).T
    out = Dropout(0.5).train()(x)
    torch.testing.assert_close(out, 2 * x * (out != 0))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64])
def test_other_number_formats_keep_theirs(dtype):
    x = torch.ones(101, dtype=dtype, requires_grad=True)
    out = Dropout(0.5).train()(x)
    out.sum().backward()
    assert out.dtype == x.grad.dtype == dtype
    assert set(out.tolist()) == {0.0, 2.0}


def test_evaluation_and_rate_zero_are_the_identity_and_draw_nothing():
    x = torch.randn(5, 7)
    state = torch.get_rng_state()
    assert Dropout(0.3).eval()(x) is x
    assert Dropout(0.0).train()(x) is x
    assert torch.equal(torch.get_rng_state(), state)


def test_the_seed_decides():
    assert torch.equal(dropped(0.3, 103), dropped(0.3, 103))
    assert not torch.equal(dropped(0.3, 103), dropped(0.3, 103, seed=61))


def test_the_random_stream_that_resumed_runs_rely_on():
    # One 64-bit word decides four elements, lowest 16 bits first; an element stays at or above the cut.
    torch.manual_seed(67)
    words = torch.empty(2, dtype=torch.int64).random_(-(2**63), None)
    stays = [
        (word >> shift & 0xFFFF ^ 0x8000) >= round(0.3 * 65536) for word in words for shift in (0, 16, 32, 48)
    ]
    assert (dropped(0.3, 7, seed=67) != 0).tolist() == [bool(s) for s in stays[:7]]


def in_three_steps(x, s, norm, p):
    """LayerNorm(x + Dropout(s)) from the same draw, in float64."""
    levels = torch.empty((s.numel() + 3) // 4, dtype=torch.int64).random_(-(1 << 63), None).view(torch.int16)
    cut = round(p * 65536)
    stays = levels[: s.numel()].view(s.shape) >= cut - 32768
    added = s * stays * (65536 / (65536 - cut))
    return torch.nn.functional.layer_norm(x + added, norm.weight.shape, norm.weight, norm.bias, norm.eps)


@pytest.fixture(params=[(7, 5, 32), (67, 16), (2, 48), (3, 11)])
def sum_of(request):
    torch.manual_seed(71)
    x, s, dy = torch.randn(3, *request.param).unbind()
    norm = torch.nn.LayerNorm(request.param[-1])
    torch.nn.init.normal_(norm.weight), torch.nn.init.normal_(norm.bias)
    return x.requires_grad_(), s.requires_grad_(), norm, dy


def test_a_normalised_sum_is_the_three_steps(sum_of):
    x, s, norm, _ = sum_of
    torch.manual_seed(73)
    y = Dropout(0.3).train().normalised_sum(x, s, norm)
    after = torch.get_rng_state()
    torch.manual_seed(73)
    expected = in_three_steps(x.double(), s.double(), norm.double(), 0.3)
    assert torch.equal(torch.get_rng_state(), after)
    torch.testing.assert_close(y.double(), expected, rtol=1e-5, atol=1e-5)


def test_a_normalised_sum_has_the_gradients_of_the_three_steps(sum_of):
    x, s, norm, dy = sum_of
    torch.manual_seed(79)
    found = torch.autograd.grad(
        Dropout(0.3).train().normalised_sum(x, s, norm), (x, s, *norm.parameters()), dy
    )
    torch.manual_seed(79)
    exact = x.detach().double().requires_grad_(), s.detach().double().requires_grad_()
    y = in_three_steps(*exact, norm.double(), 0.3)
    expected = torch.autograd.grad(y, (*exact, *norm.parameters()), dy.double())
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours.double(), theirs, rtol=1e-5, atol=1e-5)


def test_a_sum_of_another_kind_is_made_in_three_steps():
    drop, norm = Dropout(0.3).train(), torch.nn.LayerNorm(16)
    x = torch.randn(5, 7, 16)
    assert drop.normalised_sum(x, x, torch.nn.LayerNorm(16, bias=False)).shape == x.shape
    assert drop.normalised_sum(x, x, torch.nn.LayerNorm((7, 16))).shape == x.shape
    assert drop.normalised_sum(x.double(), x.double(), norm.double()).dtype == torch.float64


def test_threads_do_not_change_a_byte(sum_of, monkeypatch):
    x, s, norm, dy = sum_of

    def found(threads):
        monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
        torch.manual_seed(83)
        y = Dropout(0.3).train().normalised_sum(x, s, norm)
        return y, *torch.autograd.grad(y, (x, s, *norm.parameters()), dy)

    assert all(map(torch.equal, found(1), found(2)))


@pytest.mark.parametrize(
    "norm",
    [
        torch.nn.LayerNorm((7, 16)),
        torch.nn.LayerNorm(16, bias=False),
        torch.nn.LayerNorm(16, elementwise_affine=False),
    ],
    ids=["of two dimensions", "no bias", "nothing learned"],
)
def test_what_the_kernel_is_not_for_goes_in_three_steps(norm):
    x, s, dropout = torch.randn(5, 7, 16), torch.randn(5, 7, 16), Dropout(0.3).train()
    torch.manual_seed(89)
    found = dropout.normalised_sum(x, s, norm)
    torch.manual_seed(89)
    assert torch.equal(found, norm(x + dropout(s)))


def test_who_looks_on_sees_both_modules_compute():
    dropout, norm, seen = Dropout(0.3).train(), torch.nn.LayerNorm(16), []
    hooks = [each.register_forward_hook(lambda part, *_: seen.append(type(part))) for each in (dropout, norm)]
    dropout.normalised_sum(torch.randn(3, 16), torch.randn(3, 16), norm)
    hooks[0].remove()
    dropout.normalised_sum(torch.randn(3, 16), torch.randn(3, 16), norm)
    assert seen == [Dropout, torch.nn.LayerNorm, torch.nn.LayerNorm]


@pytest.mark.parametrize("asked", [(torch.compiler, "is_compiling"), (torch._C, "_is_tracing")])
def test_where_torch_writes_a_program_three_steps_stand_in_it(asked, monkeypatch):
    x, norm = torch.randn(3, 16), torch.nn.LayerNorm(16)
    assert module._takes(x)
    monkeypatch.setattr(*asked, lambda: True)
    assert not module._takes(x)
    assert not module._joins(x, x, norm)


@pytest.mark.parametrize("p", [-0.1, 1.0, 1.5, 0.999999])
def test_a_rate_out_of_range_is_refused(p):
    with pytest.raises(RequestError, match=f"^dropout must be at least 0 and below 1, got {p}$"):
        Dropout(p)


def test_print_shows_the_rate():
    assert repr(Dropout(0.3)) == "Dropout(p=0.3)"


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_on_a_gpu_torchs_own_kernel_drops():
    out = Dropout(0.5).train()(torch.ones(1009, device="cuda"))
    assert set(out.tolist()) == {0.0, 2.0}


@pytest.mark.slow
def test_the_pieces_are_the_kernels():
    from babelix.transformer.drop_kernels import MANY, ROWS

    assert (module._MANY, module._ROWS) == (MANY, ROWS)
