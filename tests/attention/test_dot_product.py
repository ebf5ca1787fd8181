import math

import pytest
import torch
from torch.nn import functional as F

from babelix.attention import dot_product, scaled_dot_product_attention

BATCH, HEADS, QUERIES, D_K, D_V = 2, 3, 5, 7, 11
SHORT, LONG = 13, 67  # keys on either side of where the fused kernel takes over


@pytest.fixture
def random_inputs():
    def make(keys, dtype=torch.float32):
        generator = torch.Generator().manual_seed(17)

        def draw(rows, width):
            return torch.randn(BATCH, HEADS, rows, width, generator=generator).to(dtype)

        return draw(QUERIES, D_K), draw(keys, D_K), draw(keys, D_V)

    return make


def attend(inputs, mask=None, *, weights=False):
    Q, K, V = inputs
    return scaled_dot_product_attention(Q, K, V, mask, weights=weights)


def half_open(keys):
    """Masks key j of sentence b unless (b + j) is a multiple of 3 or 5."""
    j = torch.arange(keys)
    return torch.stack([((b + j) % 3 == 0) | ((b + j) % 5 == 0) for b in range(BATCH)])[:, None, None, :]


def test_two_queries_over_three_keys_by_hand():
    ln = math.log
    # d_k = 4, so scores are halved: row 1 gives (ln 1, ln 2, ln 3), row 2 gives (ln 1, ln 1, ln 2).
    Q = torch.tensor([[2.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0]])
    K = torch.tensor([[ln(1), ln(1), 9.0, -9.0], [ln(2), ln(1), 8.0, 8.0], [ln(3), ln(2), -7.0, 7.0]])
    V = torch.tensor([[6.0, 12.0], [12.0, 24.0], [0.0, -4.0]])
    out, A = scaled_dot_product_attention(Q, K, V, weights=True)
    expected_A = torch.tensor([[1 / 6, 2 / 6, 3 / 6], [1 / 4, 1 / 4, 2 / 4]])
    expected = torch.tensor([[5.0, 8.0], [4.5, 7.0]])
    torch.testing.assert_close(A, expected_A, atol=1e-6, rtol=0)
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=0)


def test_true_may_be_attended_by_hand():
    Q, K = torch.zeros(2, 3), torch.ones(3, 3)
    V = torch.tensor([[1.0], [10.0], [100.0]])
    mask = torch.tensor([[True, False, True], [False, True, False]])
    out, A = scaled_dot_product_attention(Q, K, V, mask, weights=True)
    assert A.tolist() == [[0.5, 0.0, 0.5], [0.0, 1.0, 0.0]]
    assert out.tolist() == [[50.5], [10.0]]


@pytest.mark.parametrize("keys", [SHORT, LONG])
@pytest.mark.parametrize("masked", [False, True])
def test_asking_for_weights_changes_nothing(random_inputs, keys, masked):
    mask = half_open(keys) if masked else None
    out, none = attend(random_inputs(keys), mask)
    plain, A = attend(random_inputs(keys), mask, weights=True)
    assert none is None
    assert A.shape == (BATCH, HEADS, QUERIES, keys)
    torch.testing.assert_close(A.sum(-1), torch.ones(BATCH, HEADS, QUERIES))
    torch.testing.assert_close(out, plain, atol=1e-6, rtol=0)


@pytest.mark.parametrize("keys", [SHORT, LONG])
def test_a_masked_key_has_no_weight_and_no_influence(random_inputs, keys):
    Q, K, V = random_inputs(keys)
    mask = half_open(keys)
    out, A = scaled_dot_product_attention(Q, K, V, mask, weights=True)
    assert A is not None
    assert torch.equal(A != 0, mask.expand_as(A))
    hidden = ~mask[:, :, 0, :, None]
    fused, _ = scaled_dot_product_attention(Q, K.masked_fill(hidden, 1e3), V.masked_fill(hidden, -1e3), mask)
    torch.testing.assert_close(fused, out, atol=1e-6, rtol=0)


def test_the_fused_kernel_runs_for_long_rows_without_weights_only(random_inputs, monkeypatch):
    calls = []
    kernel = F.scaled_dot_product_attention
    monkeypatch.setattr(F, "scaled_dot_product_attention", lambda *a, **k: calls.append(1) or kernel(*a, **k))
    seen = []
    for keys, weights in [(SHORT, False), (SHORT, True), (LONG, False), (LONG, True)]:
        attend(random_inputs(keys), weights=weights)
        seen.append(len(calls))
    assert seen == [0, 0, 1, 1]


@pytest.mark.parametrize("keys", [SHORT, LONG])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_query_that_may_attend_to_nothing_gets_zeros_and_no_gradient(random_inputs, keys, dtype):
    mask = torch.ones(BATCH, 1, QUERIES, keys, dtype=torch.bool)
    mask[0, 0, 3] = False
    inputs = [x.requires_grad_() for x in random_inputs(keys, dtype)]
    out, _ = attend(inputs, mask)
    assert not out[0, :, 3].any()
    assert out[0, :, 2].all()
    assert out[1].all()
    out.sum().backward()
    assert not inputs[0].grad[0, :, 3].any()
    assert all(x.grad.isfinite().all() for x in inputs)
    _, A = attend(random_inputs(keys, dtype), mask, weights=True)
    assert not A[0, :, 3].any()


def test_zeros_do_not_depend_on_what_the_kernel_does_with_an_empty_softmax(random_inputs, monkeypatch):
    kernel = F.scaled_dot_product_attention

    def old_kernel(Q, K, V, attn_mask):
        empty = ~attn_mask.any(-1, keepdim=True)
        return kernel(Q, K, V, attn_mask=attn_mask) * torch.where(empty, math.nan, 1.0)

    monkeypatch.setattr(F, "scaled_dot_product_attention", old_kernel)
    mask = torch.zeros(BATCH, 1, 1, LONG, dtype=torch.bool)
    inputs = [x.requires_grad_() for x in random_inputs(LONG)]
    out, _ = attend(inputs, mask)
    assert out.shape == (BATCH, HEADS, QUERIES, D_V)
    assert not out.any()
    out.sum().backward()
    assert not any(x.grad.any() for x in inputs)


@pytest.mark.parametrize("keys", [SHORT, LONG])
def test_gradients_of_both_paths_agree(random_inputs, keys):
    gradients = []
    for weights in (False, True):
        inputs = [x.requires_grad_() for x in random_inputs(keys)]
        out, _ = attend(inputs, half_open(keys), weights=weights)
        out.square().sum().backward()
        gradients.append([x.grad for x in inputs])
    for fused, plain in zip(*gradients, strict=True):
        torch.testing.assert_close(fused, plain, atol=1e-5, rtol=0)


def test_no_batch_at_all(random_inputs):
    Q, K, V = random_inputs(SHORT)
    out, _ = scaled_dot_product_attention(Q[1, 2], K[1, 2], V[1, 2])
    whole, _ = scaled_dot_product_attention(Q, K, V)
    torch.testing.assert_close(out, whole[1, 2], atol=1e-6, rtol=0)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("keys", [SHORT, LONG])
def test_on_a_gpu_the_numbers_are_the_same(random_inputs, keys):
    mask = half_open(keys).expand(BATCH, 1, QUERIES, keys).clone()
    mask[0, 0, 3] = False
    plain, _ = attend(random_inputs(keys), mask, weights=True)
    out, _ = attend([x.cuda() for x in random_inputs(keys)], mask.cuda())
    torch.testing.assert_close(out.cpu(), plain, atol=1e-5, rtol=0)


def test_short_means_shorter_than_the_threshold():
    assert SHORT < dot_product._FUSED_FROM < LONG
