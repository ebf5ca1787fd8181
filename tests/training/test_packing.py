import pytest
import torch

from babelix.base.errors import RequestError
from babelix.training.packing import narrow, pack, unpack


def test_three_rows_by_hand():
    """Each row's scale is its largest magnitude / 127: 1, (nothing to scale), 0.02."""
    W = torch.tensor([[127.0, -63.5], [0.0, 0.0], [2.54, -1.0]])
    packed = pack({"W": W, "b": torch.tensor([0.3, 0.7])})
    assert set(packed) == {"W", "W.row_scale", "b"}
    assert packed["W"].dtype == torch.int8
    assert packed["W"].tolist() == [[127, -64], [0, 0], [127, -50]]
    torch.testing.assert_close(packed["W.row_scale"][[0, 2]], torch.tensor([1.0, 0.02]))
    back = unpack(packed)
    assert set(back) == {"W", "b"}
    torch.testing.assert_close(back["W"], torch.tensor([[127.0, -64.0], [0.0, 0.0], [2.54, -1.0]]))
    assert torch.equal(back["b"], torch.tensor([0.3, 0.7]))


def test_packing_keeps_a_weight_within_half_a_scale():
    torch.manual_seed(2)
    weights = {
        "W": torch.randn(7, 13) * torch.tensor([1e-3, 1, 10, 0, 5, 1e3, 1])[:, None],
        "b": torch.randn(7),
    }
    back = unpack(pack(weights))
    assert torch.equal(back["b"], weights["b"])
    half = weights["W"].abs().amax(1, keepdim=True) / 127 / 2
    assert bool(((back["W"] - weights["W"]).abs() <= half * 1.001).all())


def test_weights_that_were_never_packed_pass_through():
    weights = {"W": torch.randn(3, 5), "b": torch.randn(3)}
    assert unpack(weights) == weights


def test_packed_weights_are_their_own():
    b = torch.tensor([1.0, 2.0])
    packed = pack({"b": b})
    b[0] = 7.0
    assert packed["b"].tolist() == [1.0, 2.0]


def test_matrices_alone_are_narrowed_and_what_is_narrow_stays():
    torch.manual_seed(7)
    model = torch.nn.Linear(5, 997)
    before = {name: each.detach().clone() for name, each in model.named_parameters()}
    narrow(model, "bfloat16")
    halved = model.weight.detach().clone()
    assert torch.equal(halved, before["weight"].bfloat16().float())
    narrow(model, "int8")
    rounded = model.weight.detach().clone()
    once = unpack(pack({"W": halved}))["W"]
    assert torch.equal(rounded, once)
    narrow(model, "int8")
    assert torch.equal(model.weight, rounded)
    assert torch.equal(model.bias, before["bias"])


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            {"W.row_scale": torch.ones(4)},
            r"the file: 'W' is \(3, 5\) and its scales are \(4,\); expected a matrix and",
        ),
        ({"W": torch.zeros(3, dtype=torch.int8)}, r"the file: 'W' is \(3,\) and its scales are \(3,\)"),
        ({"W.row_scale": None}, "the file lacks the tensor 'W.row_scale', a scale a row"),
    ],
)
def test_whole_numbers_without_a_scale_a_row_are_refused(damage, said):
    packed = pack({"W": torch.randn(3, 5)}) | damage
    with pytest.raises(RequestError, match=said):
        unpack({name: each for name, each in packed.items() if each is not None}, "the file")
