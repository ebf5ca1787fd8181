import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.classic.next_word.arrays import load_arrays
from babelix.training.tensors import save_tensors


def test_arrays_are_the_tensors_that_were_written(tmp_path):
    path = tmp_path / "a.safetensors"
    save_tensors(path, {"b": torch.arange(7, dtype=torch.uint8), "a": torch.tensor([[0.5, 1.5]])})
    found = load_arrays(path)
    np.testing.assert_array_equal(found["a"], np.array([[0.5, 1.5]], np.float32))
    np.testing.assert_array_equal(found["b"], np.arange(7, dtype=np.uint8))


def test_a_file_that_is_missing_or_damaged(tmp_path):
    path = tmp_path / "a.safetensors"
    with pytest.raises(RequestError, match="no such weights: "):
        load_arrays(path)
    path.write_bytes(b"\x00" * 5)
    with pytest.raises(RequestError, match="is damaged or no safetensors file"):
        load_arrays(path)
