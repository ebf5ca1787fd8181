import pickle

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.enformer.sizes import TINY
from babelix.enformer.weights import from_state, load_enformer, random_enformer, save_enformer, sizes_of


@pytest.mark.parametrize("ending", [".safetensors", ".bin"])
def test_saved_and_loaded(small, tmp_path, ending):
    save_enformer(small, str(tmp_path / f"x{ending}"))
    found = load_enformer(str(tmp_path / f"x{ending}"))
    # How much is cropped stands in no state; other files have the published 320.
    assert found.sizes.crop == (3 if ending == ".safetensors" else 320)
    assert found.sizes.channels == small.sizes.channels
    for name, tensor in small.state_dict().items():
        assert torch.equal(found.state_dict()[name], tensor)


def test_a_state_with_its_second_copies_is_read(oracle, small, tmp_path):
    twice = oracle.state | {f"_trunk.1.{name}": one for name, one in oracle.state.items()}
    torch.save(twice, tmp_path / "pytorch_model.bin")
    found = load_enformer(tmp_path / "pytorch_model.bin")
    assert torch.equal(found.state_dict()["layers.1.attention.v"], small.layers[1].attention.v)
    assert sizes_of(oracle.state, "x", 3) == small.sizes


def test_half_precision_is_read_as_float32(oracle, small):
    half = {name: one.half() if one.is_floating_point() else one for name, one in oracle.state.items()}
    assert from_state(half, small.sizes, "x").last.convolution.weight.dtype == torch.float32


def test_states_of_another_shape_name_the_first_tensor(oracle, small):
    state = dict(oracle.state)
    state["conv_tower.1.0.2.weight"] = torch.zeros(26, 18, 7)
    state["transformer.0.0.fn.1.to_q.weight"] = torch.zeros(2, 2)
    with pytest.raises(
        RequestError, match=r"x: 'conv_tower.1.0.2.weight' is \(26, 18, 7\), expected \(26, 18, 5\)"
    ):
        from_state(state, small.sizes, "x")
    with pytest.raises(RequestError, match=r"x: '_heads.human.0.bias' is \(7,\), expected \(6,\)"):
        from_state(oracle.state, TINY, "x")
    del state["stem.0.weight"]
    with pytest.raises(RequestError, match=r"x lacks the tensor 'stem.0.weight': it is no Enformer's state"):
        sizes_of(state, "x", 0)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda one: one.long(), "holds torch.int64, expected floating-point weights"),
        (
            lambda one: one * float("nan"),
            r"holds what is no number \(NaN or infinite\); fetch the file again",
        ),
    ],
)
def test_weights_that_are_none_are_refused(oracle, small, spoilt, said):
    name = "_heads.human.0.bias"
    with pytest.raises(RequestError, match=f"x: '{name}' {said}"):
        from_state(oracle.state | {name: spoilt(oracle.state[name])}, small.sizes, "x")


class Evil:
    """What runs code when it is unpickled."""

    def __reduce__(self):
        return print, ("ran",)


def test_files_that_are_none(tmp_path, capsys):
    path = tmp_path / "pytorch_model.bin"
    with pytest.raises(RequestError, match="no such weights"):
        load_enformer(path)
    path.write_bytes(b"")
    with pytest.raises(RequestError, match="is empty or no file of torch's"):
        load_enformer(path)
    path.write_bytes(pickle.dumps(Evil()))
    with pytest.raises(RequestError, match="holds more than tensors: reading it would run code"):
        load_enformer(path)
    assert capsys.readouterr().out == ""
    torch.save([torch.zeros(3)], path)
    with pytest.raises(RequestError, match="holds no tensors by name; expected the state of an Enformer"):
        load_enformer(path)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(RequestError, match="is damaged or no file of torch's"):
        load_enformer(path)
    with pytest.raises(RequestError, match=r"expected a file that ends in .bin, .pt, .safetensors"):
        save_enformer(random_enformer(TINY, 1), tmp_path / "x.npz")


def test_random_weights_are_their_seeds():
    one, two, other = (random_enformer(TINY, seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], two[name]) for name in one)
    assert not torch.equal(one["stem.first.weight"], other["stem.first.weight"])
