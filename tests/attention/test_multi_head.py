import pytest
import torch

from babelix.attention import Cache, MultiHeadAttention
from babelix.attention.multi_head import extend
from babelix.base.errors import RequestError

BATCH, QUERIES, KEYS, D_MODEL, HEADS, D_K, D_V = 2, 5, 7, 22, 2, 3, 13


def build(**numbers):
    torch.manual_seed(19)
    module = MultiHeadAttention(D_MODEL, HEADS, **numbers)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if name.endswith("bias"):
                parameter.normal_()
    return module


def sequences():
    torch.manual_seed(23)
    return torch.randn(BATCH, QUERIES, D_MODEL), torch.randn(BATCH, KEYS, D_MODEL)


@pytest.mark.parametrize("bias", [True, False])
def test_heads_are_the_equations_one_head_at_a_time(bias):
    module = build(d_k=D_K, d_v=D_V, bias=bias)
    queries, keys = sequences()
    out, A = module(queries, module.project(keys), weights=True)

    def linear(x, W, b, rows):
        return x @ W[rows].T + (b[rows] if bias else 0)

    heads = []
    for i in range(HEADS):
        k_rows, v_rows = slice(i * D_K, (i + 1) * D_K), slice(i * D_V, (i + 1) * D_V)
        Q = linear(queries, module.W_Q.weight, module.W_Q.bias, k_rows)
        K = linear(keys, module.W_K.weight, module.W_K.bias, k_rows)
        V = linear(keys, module.W_V.weight, module.W_V.bias, v_rows)
        A_i = (Q @ K.transpose(1, 2) / D_K**0.5).softmax(-1)
        torch.testing.assert_close(A[:, i], A_i, atol=1e-6, rtol=0)
        heads.append(A_i @ V)
    expected = torch.cat(heads, -1) @ module.W_O.weight.T + (module.W_O.bias if bias else 0)
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=0)


def test_torch_multihead_attention_gives_the_same():
    module = build()
    queries, keys = sequences()
    real = torch.ones(BATCH, KEYS, dtype=torch.bool)
    real[1, 4:] = False
    theirs = torch.nn.MultiheadAttention(D_MODEL, HEADS, batch_first=True)
    projections = (module.W_Q, module.W_K, module.W_V)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([p.weight for p in projections]))
        theirs.in_proj_bias.copy_(torch.cat([p.bias for p in projections]))
        theirs.out_proj.load_state_dict(module.W_O.state_dict())
        out, A = module(queries, module.project(keys), real[:, None, None], weights=True)
        expected, expected_A = theirs(queries, keys, keys, key_padding_mask=~real, average_attn_weights=False)
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=0)
    torch.testing.assert_close(A, expected_A, atol=1e-6, rtol=0)


def test_widths_of_keys_and_values_are_free():
    module = build(d_k=D_K, d_v=D_V)
    shapes = {name: tuple(p.shape) for name, p in module.named_parameters() if name.endswith("weight")}
    assert shapes == {
        "W_Q.weight": (HEADS * D_K, D_MODEL),
        "W_K.weight": (HEADS * D_K, D_MODEL),
        "W_V.weight": (HEADS * D_V, D_MODEL),
        "W_O.weight": (D_MODEL, HEADS * D_V),
    }
    cache = module.project(sequences()[1])
    assert cache.K.shape == (BATCH, HEADS, KEYS, D_K)
    assert cache.V.shape == (BATCH, HEADS, KEYS, D_V)


def test_heads_that_do_not_divide_the_width_are_refused():
    message = "^d_model 22 is not divisible by 3 heads; change one of them or give d_k and d_v$"
    with pytest.raises(RequestError, match=message):
        MultiHeadAttention(22, 3)
    assert MultiHeadAttention(22, 3, d_k=5, d_v=7).W_O.in_features == 21


def test_weights_start_as_glorot_and_biases_at_zero():
    module = MultiHeadAttention(D_MODEL, HEADS, d_k=D_K, d_v=D_V)
    for projection in (module.W_Q, module.W_K, module.W_V, module.W_O):
        bound = (6 / sum(projection.weight.shape)) ** 0.5
        assert 0.9 * bound < projection.weight.abs().max() <= bound
        assert not projection.bias.any()


def test_extend_puts_the_past_first():
    past = Cache(torch.zeros(2, 3, 5, 7), torch.zeros(2, 3, 5, 11))
    new = Cache(torch.ones(2, 3, 1, 7), torch.ones(2, 3, 1, 11))
    K, V = extend(past, new)
    assert K.shape == (2, 3, 6, 7)
    assert V.shape == (2, 3, 6, 11)
    assert K[0, 0, :, 0].tolist() == V[0, 0, :, 0].tolist() == [0, 0, 0, 0, 0, 1]
