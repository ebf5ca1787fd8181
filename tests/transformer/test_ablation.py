import copy

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.transformer import Transformer
from babelix.transformer.ablation import Head, ablated, all_heads, head_means, others_of_layer, replacements

HEADS, D_V = 3, 5


def model(pre_norm=False):
    torch.manual_seed(3)
    made = Transformer(
        31,
        d_model=14,
        d_ff=17,
        heads=HEADS,
        encoder_layers=2,
        decoder_layers=2,
        dropout=0.1,
        d_k=4,
        d_v=D_V,
        pre_norm=pre_norm,
    )
    return made.eval()


SOURCE = torch.tensor([[5, 6, 7, 8, 2], [9, 10, 2, 0, 0]])
TARGET = torch.tensor([[1, 11, 12, 13], [1, 14, 0, 0]])


def attention_of(made, head):
    layer = (made.encoder if head.stack == "encoder" else made.decoder)[head.layer]
    return layer.cross_attention if head.stack == "cross" else layer.attention


def columns(head):
    return slice(head.head * D_V, (head.head + 1) * D_V)


@pytest.mark.parametrize("pre_norm", [False, True])
@pytest.mark.parametrize("head", [Head("encoder", 1, 2), Head("decoder", 0, 0), Head("cross", 1, 1)], ids=str)
def test_zeroing_a_head_equals_zeroing_its_columns_of_W_O(head, pre_norm):
    made = model(pre_norm)
    by_hand = copy.deepcopy(made)
    with torch.no_grad():
        attention_of(by_hand, head).W_O.weight[:, columns(head)] = 0
    whole = made(SOURCE, TARGET)
    with ablated(made, {head: 0.0}):
        found = made(SOURCE, TARGET)
    torch.testing.assert_close(found, by_hand(SOURCE, TARGET))
    assert not torch.allclose(found, whole)
    assert torch.equal(made(SOURCE, TARGET), whole)


def test_a_vector_in_a_heads_place_equals_a_bias():
    made, head = model(), Head("encoder", 0, 1)
    vector = torch.arange(D_V) / 7
    by_hand = copy.deepcopy(made)
    W_O = attention_of(by_hand, head).W_O
    with torch.no_grad():
        W_O.bias += W_O.weight[:, columns(head)] @ vector
        W_O.weight[:, columns(head)] = 0
    with ablated(made, {head: vector}):
        torch.testing.assert_close(made(SOURCE, TARGET), by_hand(SOURCE, TARGET))


def test_several_heads_at_once_and_all_of_a_layer():
    made = model()
    with ablated(made, {Head("encoder", 0, h): 0.0 for h in range(HEADS)} | {Head("cross", 1, 0): 0.0}):
        found = made(SOURCE, TARGET)
    by_hand = copy.deepcopy(made)
    with torch.no_grad():
        by_hand.encoder[0].attention.W_O.weight[:] = 0
        by_hand.decoder[1].cross_attention.W_O.weight[:, :D_V] = 0
    torch.testing.assert_close(found, by_hand(SOURCE, TARGET))


def test_parameter_names_and_attention_weights_stay():
    made = model()
    names = list(made.state_dict())
    before = made.attentions(SOURCE, TARGET)
    with ablated(made, {Head("encoder", 0, 0): 0.0}):
        assert list(made.state_dict()) == names
        torch.testing.assert_close(made.attentions(SOURCE, TARGET).encoder[0], before.encoder[0])
    assert not made.encoder[0].attention.W_O._forward_pre_hooks


def test_hooks_leave_when_the_block_fails():
    made = model()

    def fail():
        with ablated(made, {Head("encoder", 0, 0): 0.0}):
            raise KeyError("x")

    with pytest.raises(KeyError):
        fail()
    assert not made.encoder[0].attention.W_O._forward_pre_hooks


def test_means_are_over_real_positions_whatever_the_batch():
    made = model()
    alone = [
        (SOURCE[:1], TARGET[:1]),
        (SOURCE[1:, :3], TARGET[1:, :2]),
    ]
    together, apart = head_means(made, [(SOURCE, TARGET)]), head_means(made, alone)
    assert list(together) == all_heads(made)
    assert len(together) == 3 * 2 * HEADS
    for head, mean in together.items():
        torch.testing.assert_close(mean, apart[head])
    # The first layer's head 1 by hand: its attention times its values.
    A = made.attentions(SOURCE, TARGET).encoder[0][:, 1]
    x = made.embed(SOURCE)
    V = made.encoder[0].attention.W_V(x)[..., D_V : 2 * D_V]
    real = SOURCE != 0
    torch.testing.assert_close(together[Head("encoder", 0, 1)], (A @ V)[real].mean(0))


def test_mean_ablation_of_a_head_that_says_always_the_same_changes_nothing():
    made, head = model(), Head("encoder", 1, 0)
    with torch.no_grad():
        made.encoder[1].attention.W_V.weight[columns(head)] = 0
        made.encoder[1].attention.W_V.bias[columns(head)] = torch.arange(D_V) / 3
    means = head_means(made, [(SOURCE, TARGET)])
    whole = made(SOURCE, TARGET)
    with ablated(made, {head: means[head]}):
        torch.testing.assert_close(made(SOURCE, TARGET), whole)
    with ablated(made, {head: 0.0}):
        assert not torch.allclose(made(SOURCE, TARGET), whole)


@pytest.mark.parametrize(
    ("head", "value", "message"),
    [
        (Head("encoder", 2, 0), 0.0, "no encoder layer 2 head 0; its encoder layers are 0 to 1"),
        (Head("cross", 0, 3), 0.0, "no cross layer 0 head 3; its heads are 0 to 2"),
        (Head("encoder", 0, 0), torch.zeros(4), r"expected a replacement of width 5, got shape \[4\]"),
    ],
)
def test_heads_that_do_not_fit_are_refused(head, value, message):
    with pytest.raises(RequestError, match=message), ablated(model(), {head: value}):
        pass


def test_an_unknown_attention_is_refused():
    unknown = Head("encodr", 0, 0)  # type: ignore[arg-type]  # the error that is wanted
    with pytest.raises(RequestError, match="did you mean 'encoder'"), ablated(model(), {unknown: 0.0}):
        pass


def test_means_need_a_sentence():
    with pytest.raises(RequestError, match="at least one sentence pair"):
        head_means(model(), [])


def test_the_other_heads_of_a_layer():
    assert others_of_layer(model(), Head("cross", 1, 1)) == [Head("cross", 1, 0), Head("cross", 1, 2)]
    assert others_of_layer(model(), Head("encoder", 0, 0)) == [Head("encoder", 0, 1), Head("encoder", 0, 2)]


def test_what_stands_in_a_heads_place():
    one, other = Head("encoder", 0, 0), Head("cross", 1, 2)
    means = {one: torch.ones(D_V), other: torch.zeros(D_V)}
    found = replacements([other, one], ("zero", "mean"), means)
    assert list(found) == [(other, "zero"), (other, "mean"), (one, "zero"), (one, "mean")]
    assert found[one, "zero"] == found[other, "zero"] == 0.0
    assert found[one, "mean"] is means[one]
    assert found[other, "mean"] is means[other]
