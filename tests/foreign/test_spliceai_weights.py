import importlib.util
import sys
from types import SimpleNamespace

import h5py
import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.foreign.spliceai_weights import load_spliceai, network, read_layers, weights_folder


@pytest.fixture(scope="module")
def layers():
    """Layers as Keras numbers them, each array filled with its layer's number."""
    made = {}
    widths = iter([w for kernel in (11, 11, 21, 41) for w in [kernel] * 8 + [1]])
    for number in range(1, 40):
        width = 1 if number in (1, 2, 39) else next(widths)
        shape = (width, 4 if number == 1 else 32, 3 if number == 39 else 32)
        made[f"conv1d_{number}"] = {
            "kernel": np.full(shape, number, np.float32),
            "bias": np.full(shape[2], -number, np.float32),
        }
    for number in range(1, 33):
        arrays = ("gamma", "beta", "moving_mean", "moving_variance")
        made[f"batch_normalization_{number}"] = {
            array: np.full(32, 10 * number + place, np.float32) for place, array in enumerate(arrays)
        }
    return made


def test_layers_go_where_keras_numbered_them(layers):
    made = network(layers)
    assert made.stem.weight[0, 0, 0] == 1
    assert [tap.bias[0].item() for tap in made.taps] == [-2, -11, -20, -29, -38]
    assert made.groups[1][0].convolutions[0].weight[0, 0, 0] == 12
    assert made.groups[3][3].convolutions[1].weight.shape == (32, 32, 41)
    assert made.groups[3][3].convolutions[1].weight[0, 0, 0] == 37
    assert made.head.weight.shape == (3, 32, 1)
    last = made.groups[3][3].norms[1]
    assert [each[0].item() for each in (last.weight, last.bias, last.running_mean, last.running_var)] == [
        320,
        321,
        322,
        323,
    ]


def test_kernels_are_turned(layers):
    kernel = np.arange(4 * 32, dtype=np.float32).reshape(1, 4, 32)
    made = network({**layers, "conv1d_1": {"kernel": kernel, "bias": np.zeros(32, np.float32)}})
    assert torch.equal(made.stem.weight[:, :, 0], torch.from_numpy(kernel[0].T))


def test_other_layers_are_refused(layers):
    with pytest.raises(
        RequestError, match=r"conv1d_39 bias: expected \(3,\).*got nothing; install spliceai==1.3.1"
    ):
        network({**layers, "conv1d_39": {"kernel": layers["conv1d_39"]["kernel"]}})
    with pytest.raises(
        RequestError, match=r"conv1d_1 kernel: expected \(32, 4, 1\).*an array of \(7, 4, 32\)"
    ):
        network({**layers, "conv1d_1": {"kernel": np.zeros((7, 4, 32), np.float32)}})


def test_arrays_are_read_by_layer(tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["model_weights/conv1d_1/conv1d_1/kernel:0"] = np.ones((1, 4, 2))
    layers = read_layers(tmp_path / "x.h5")
    assert layers["conv1d_1"]["kernel"].shape == (1, 4, 2)
    assert layers["conv1d_1"]["kernel"].dtype == np.float32
    (tmp_path / "y.h5").write_bytes(b"none")
    with pytest.raises(
        RequestError, match=r"y.h5 is no Keras file of weights .*; install spliceai==1.3.1 again"
    ):
        read_layers(tmp_path / "y.h5")


def test_what_is_not_installed_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: SimpleNamespace(submodule_search_locations=[tmp_path]),
    )
    with pytest.raises(
        RequestError,
        match=r"not installed; run PIP_NO_DEPS=1 pip install spliceai==1.3.1 \(its weights are CC BY-NC",
    ):
        weights_folder()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RequestError, match="is read from the package of that name"):
        load_spliceai()
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(RequestError, match="reading SpliceAI needs h5py"):
        read_layers(tmp_path / "x.h5")


@pytest.mark.slow
def test_the_package_is_never_imported():
    if importlib.util.find_spec("spliceai") is None:
        pytest.skip("spliceai is not installed: pip install --no-deps spliceai==1.3.1")
    model = load_spliceai()
    assert len(model.networks) == 5
    assert "CC BY-NC" in model.name
    assert not any(parameter.requires_grad for parameter in model.parameters())
    assert "spliceai" not in sys.modules
