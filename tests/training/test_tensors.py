import pytest
import torch
from torch import nn

from babelix.base.errors import RequestError
from babelix.training.tensors import Undrawn, digest_of, load_tensors, load_weights, save_tensors, weights_of


def test_tensors_and_state_come_back(tmp_path):
    path = tmp_path / "new" / "w.safetensors"
    tensors = {"b": torch.arange(3), "a": torch.randn(5, 2).T, "scalar": torch.tensor(0.1)}
    save_tensors(path, tensors, {"step": 7, "best": -0.1, "none": None})
    found, state = load_tensors(path)
    assert found.keys() == tensors.keys()
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)
    assert state == {"step": 7, "best": -0.1, "none": None}


def test_the_bytes_depend_on_the_content_alone(tmp_path):
    a, b = torch.randn(3), torch.randn(2, 2)
    save_tensors(tmp_path / "one", {"a": a, "b": b}, {"x": 1, "y": 2})
    save_tensors(tmp_path / "two", {"b": b.clone(), "a": a.clone()}, {"y": 2, "x": 1})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RequestError, match=f"no such weights: {tmp_path / 'w'}"):
        load_tensors(tmp_path / "w")


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:9], lambda b: b"", lambda b: b"\xff" * 64])
def test_a_damaged_file_is_named(tmp_path, damage):
    path = tmp_path / "w.safetensors"
    save_tensors(path, {"a": torch.zeros(7)})
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(
        RequestError, match=r"w.safetensors is damaged or no safetensors file \(.+\); restore"
    ):
        load_tensors(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bias": None}, "W lacks the tensor 'bias'; it belongs to another model"),
        ({"more": torch.zeros(1)}, "W holds 'more', which this model has not; it belongs to another model"),
        ({"weight": torch.zeros(3, 2)}, r"W: 'weight' is \(3, 2\), expected \(2, 3\)"),
    ],
)
def test_weights_of_another_model_name_the_tensor_and_change_nothing(change, message):
    model = nn.Linear(3, 2)
    before = [p.clone() for p in model.parameters()]
    weights = {"weight": torch.zeros(2, 3), "bias": torch.zeros(2)} | change
    with pytest.raises(RequestError, match=message):
        load_weights(model, {name: w for name, w in weights.items() if w is not None}, "W")
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


def test_a_model_built_undrawn_takes_no_random_numbers_and_its_weights_are_those_loaded():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    with Undrawn():
        linear = nn.Linear(3, 2)
        nn.init.xavier_uniform_(linear.weight)
        model = nn.Sequential(linear, nn.Embedding(5, 7))
    assert torch.equal(before, torch.get_rng_state())
    weights = {name: torch.full_like(w, 0.5) for name, w in model.named_parameters()}
    load_weights(model, weights, "W")
    assert all(torch.equal(w, weights[name]) for name, w in model.named_parameters())


def test_chance_is_left_out_and_nothing_else():
    with Undrawn():
        zeros, drawn = torch.zeros(7), torch.zeros(7)
        nn.init.uniform_(drawn, 1, 2)
        nn.init.normal_(drawn, 1, 2)
        nn.init.constant_(zeros, 3)
    assert zeros.tolist() == [3] * 7
    assert drawn.tolist() == [0] * 7


def test_what_batch_norms_accumulated_is_among_the_weights():
    model = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    model(torch.randn(5, 3))
    weights = {name: w.detach().clone() for name, w in weights_of(model).items()}
    assert set(weights) == {
        "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var",
    }  # fmt: skip
    other = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    load_weights(other, weights, "W")
    for name, tensor in weights_of(other).items():
        assert torch.equal(tensor, weights[name])


def test_the_checksum_of_tensors_is_of_names_and_values_alone():
    weights = {"a": torch.arange(6.0).view(2, 3), "b": torch.ones(2)}
    turned = {"b": torch.ones(2), "a": torch.arange(6.0).view(2, 3).T.contiguous().T}
    assert digest_of(weights) == digest_of(turned)
    assert digest_of(weights) != digest_of(weights | {"b": torch.tensor([1.0, 1.0 + 2**-23])})
    assert digest_of(weights) != digest_of({"a": weights["a"], "c": weights["b"]})
