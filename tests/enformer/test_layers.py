import math

import pytest
import torch

from babelix.enformer.layers import Layer, RelativeAttention, SoftmaxPool, gelu


def test_gelu_by_hand():
    assert float(gelu(torch.tensor(2.0))) == pytest.approx(2 / (1 + math.exp(-2 * 1.702)))


def test_a_pool_by_hand():
    pool = SoftmaxPool(2)
    with torch.no_grad():
        pool.logits.weight.copy_(torch.tensor([[1.0, 0.0], [1.0, 1.0]]))
        found = pool(torch.tensor([[[1.0, 2.0], [5.0, 3.0]]]))
    # Logits of the two positions: channel 0 has 1 and 2, channel 1 has 6 and 5.
    low, high = 1 / (1 + math.e), math.e / (1 + math.e)
    assert found[0, :, 0].tolist() == pytest.approx([low + 2 * high, 5 * high + 3 * low])


def test_a_pool_starts_between_mean_and_maximum():
    x = torch.tensor([[[1.0, 2.0]]])
    assert 1.5 < float(SoftmaxPool(1)(x).detach()) < 2


def test_attention_one_pair_at_a_time():
    torch.manual_seed(5)
    attention = RelativeAttention(12, 2, 5)
    n, x, table = 7, torch.randn(1, 7, 12), torch.randn(13, 6)
    with torch.no_grad():
        found = attention.weights(x, table)[0]
        for head in range(2):
            mine = slice(5 * head, 5 * head + 5)
            u, v = attention.u[0, head, 0], attention.v[0, head, 0]
            for i in range(n):
                q = attention.W_Q(x[0, i])[mine] / math.sqrt(5)
                logits = []
                for j in range(n):
                    r = attention.W_R(table[j - i + n - 1])[mine]
                    logits.append((q + u) @ attention.W_K(x[0, j])[mine] + (q + v) @ r)
                assert torch.allclose(found[head, i], torch.stack(logits).softmax(0), atol=1e-6)


def test_a_layer_passes_on_its_input_beside_what_it_adds():
    torch.manual_seed(6)
    layer = Layer(12, lambda: RelativeAttention(12, 2, 5))
    x = torch.randn(1, 5, 12)
    with torch.no_grad():
        layer.W_2.weight.zero_()
        layer.W_2.bias.fill_(3)
        # Attention begins with zeros: nothing of it is added.
        assert torch.allclose(layer(x, torch.randn(9, 6)), x + 3)


def test_dropout_is_of_training_alone():
    torch.manual_seed(7)
    attention = RelativeAttention(12, 2, 5, dropout=0.5, position_dropout=0.5)
    torch.nn.init.normal_(attention.W_O.weight)
    x, table = torch.randn(1, 5, 12), torch.randn(9, 6)
    with torch.no_grad():
        assert not torch.equal(attention(x, table), attention(x, table))
        attention.eval()
        assert torch.equal(attention(x, table), attention(x, table))
