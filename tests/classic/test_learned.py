import numpy as np
import pytest
from safetensors.numpy import save_file

from babelix.base.errors import RequestError
from babelix.classic.learned import first_kernels


def test_the_first_layer_of_kernels_is_found(tmp_path):
    first = np.arange(5 * 3 * 2 * 2, dtype=np.float32).reshape(5, 3, 2, 2)
    weights = {
        "features.10.weight": np.zeros((2, 2, 1, 1), np.float32),
        "features.2.weight": first,
        "features.0.bias": np.zeros(3, np.float32),
    }
    save_file(weights, tmp_path / "model.safetensors")
    for path in (tmp_path, tmp_path / "model.safetensors"):
        name, found = first_kernels(path)
        assert name == "features.2.weight"
        np.testing.assert_array_equal(found, first)


def test_files_without_kernels(tmp_path):
    save_file({"w": np.zeros((2, 2), np.float32)}, tmp_path / "flat.safetensors")
    (tmp_path / "text.safetensors").write_text("no weights")
    for name, sentence in [
        ("flat.safetensors", "holds no layer of kernels; expected a tensor of four dimensions"),
        ("text.safetensors", "is damaged or no safetensors file"),
        ("absent.safetensors", "no such weights"),
        ("", "no such weights"),
    ]:
        with pytest.raises(RequestError, match=sentence):
            first_kernels(tmp_path / name)
