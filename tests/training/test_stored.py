from pathlib import Path

import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.training.packing import pack, unpack
from babelix.training.stored import Packed, check_shapes, in_floats, packed_rows, read_stored
from babelix.training.tensors import load_tensors, save_tensors


def test_what_was_packed_is_found_again_to_the_bit_whatever_the_scale():
    draw = np.random.default_rng(11)
    q = draw.integers(-127, 128, (5003, 7)).astype(np.float32)
    q[:, 3], q[2] = 127, 0
    scale = draw.uniform(1e-4, 1e-2, (5003, 1)).astype(np.float32)
    W = q * scale
    assert (W[:, 3:4] / np.float32(127) != scale)[3:].any(), "some scales are not the largest / 127"
    found = packed_rows(W)
    assert found is not None
    assert np.array_equal(found[0], q)
    assert np.array_equal(found[0] * found[1][:, None], W)
    W[4999, 5] = np.nextafter(W[4999, 3], np.float32(0))
    assert packed_rows(W) is None
    W[4999, 5] = np.nan
    assert packed_rows(W) is None


@pytest.fixture
def weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(3)
    return {"W": torch.randn(7, 5), "V": torch.randn(3, 2) * 1e-3, "b": torch.randn(7)}


def test_weights_are_read_as_torch_reads_them(tmp_path: Path, weights: dict[str, torch.Tensor]) -> None:
    file = tmp_path / "a.safetensors"
    save_tensors(file, weights)
    found = read_stored(file)
    assert found is not None
    assert found.keys() == weights.keys()
    assert all(np.array_equal(in_floats(found[name]), each.numpy()) for name, each in weights.items())


def test_what_was_packed_stays_so_and_is_to_the_bit_what_torch_unpacks(
    tmp_path: Path, weights: dict[str, torch.Tensor]
) -> None:
    file = tmp_path / "a.safetensors"
    save_tensors(file, pack(weights))
    found, expected = read_stored(file), unpack(load_tensors(file)[0])
    assert found is not None
    assert found.keys() == expected.keys()
    assert {name for name, each in found.items() if isinstance(each, Packed)} == {"W", "V"}
    assert found["W"].shape == (7, 5)
    assert all(np.array_equal(in_floats(found[name]), each.numpy()) for name, each in expected.items())


def test_of_a_checkpoint_the_weights_of_one_name_are_read(
    tmp_path: Path, weights: dict[str, torch.Tensor]
) -> None:
    file = tmp_path / "a.safetensors"
    save_tensors(file, {f"model.{name}": each for name, each in weights.items()} | {"seen": torch.tensor(3)})
    found = read_stored(file, "model.")
    assert found is not None
    assert found.keys() == weights.keys()


@pytest.mark.parametrize(
    "strange",
    [
        {"W": torch.zeros(2, 3, dtype=torch.bfloat16)},
        {"W": torch.zeros(2, 3, dtype=torch.int8)},
        {"W": torch.zeros(2, 3), "W.row_scale": torch.ones(2)},
        {"W": torch.zeros(2, 3, dtype=torch.int8), "W.row_scale": torch.ones(3)},
        {"W": torch.zeros(2, 3, dtype=torch.int8), "W.row_scale": torch.tensor([1.0, torch.inf])},
    ],
)
def test_other_numbers_are_left_to_torch(tmp_path: Path, strange: dict[str, torch.Tensor]) -> None:
    save_tensors(tmp_path / "a", strange)
    assert read_stored(tmp_path / "a") is None


def test_a_file_that_is_missing_or_damaged_is_named(tmp_path: Path, weights: dict[str, torch.Tensor]) -> None:
    file = tmp_path / "a.safetensors"
    with pytest.raises(RequestError, match=r"no such weights: .*a\.safetensors"):
        read_stored(file)
    save_tensors(file, weights)
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(RequestError, match=r"a\.safetensors is damaged or no safetensors file"):
        read_stored(file)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"b": (3,)}, "x lacks the tensor 'W'; it belongs to another model"),
        ({"W": (5, 3), "b": (3,), "c": ()}, "x holds 'c', which this model has not"),
        ({"W": (3, 5), "b": (2,)}, r"x: 'W' is \(3, 5\), expected \(5, 3\)"),
    ],
)
def test_the_first_weight_that_does_not_fit_is_named(
    found: dict[str, tuple[int, ...]], sentence: str
) -> None:
    with pytest.raises(RequestError, match=sentence):
        check_shapes(found, {"W": (5, 3), "b": (3,)}, "x")
