import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from babelix.base.errors import RequestError
from babelix.training.averaging import ExponentialAverage, average_files


def model_of(value):
    model = nn.Linear(1, 1, bias=False)
    set_to(model, value)
    return model


@torch.no_grad()
def set_to(model, value):
    model.weight.fill_(value)


def test_the_exponential_average_by_hand():
    """The decay of update n is min(0.25, (1 + n) / (10 + n)): 2/11, 3/12, then 0.25."""
    model = model_of(11.0)
    average = ExponentialAverage(model, 0.25)
    for value, expected in ((0.0, 2.0), (4.0, 3.5), (8.0, 6.875)):
        set_to(model, value)
        average.update(model)
        assert float(average.weights["weight"]) == pytest.approx(expected, rel=1e-6)
    assert average.updates == 3


def test_the_average_is_no_view_of_the_model():
    model = model_of(1.0)
    average = ExponentialAverage(model, 0.9)
    set_to(model, 5.0)
    assert float(average.weights["weight"]) == 1.0
    assert not average.weights["weight"].requires_grad


def files(folder, *contents):
    paths = [folder / f"{i}.safetensors" for i in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        save_file(content, path)
    return paths


def test_the_average_of_files_by_hand(tmp_path):
    paths = files(
        tmp_path, *({"a": torch.tensor([v, 1.0]), "b": torch.tensor([[-v]])} for v in (1.0, 2.0, 6.0))
    )
    averaged = average_files(paths)
    assert averaged["a"].tolist() == [3.0, 1.0]
    assert averaged["b"].tolist() == [[-3.0]]
    assert averaged["a"].dtype == torch.float32


def test_sums_are_in_float64(tmp_path):
    values = [1.0, 2**-24, 2**-24]
    averaged = average_files(files(tmp_path, *({"a": torch.tensor([v])} for v in values)))
    assert float(averaged["a"]) == torch.tensor((1 + 2**-23) / 3).item()


def test_nothing_to_average_is_an_error():
    with pytest.raises(RequestError, match="no checkpoints to average"):
        average_files([])


@pytest.mark.parametrize("other", [{"b": torch.zeros(3)}, {"a": torch.zeros(2)}, {}])
def test_files_of_different_models_are_refused(tmp_path, other):
    paths = files(tmp_path, {"a": torch.zeros(3)}, {"a": torch.zeros(3), "x": torch.zeros(1)} | other)
    with pytest.raises(RequestError, match=r"1.safetensors holds other tensors than .*0.safetensors; only"):
        average_files(paths)


def test_a_damaged_file_is_named(tmp_path):
    paths = files(tmp_path, {"a": torch.zeros(3)}, {"a": torch.zeros(3)})
    paths[1].write_bytes(paths[1].read_bytes()[:-5])
    with pytest.raises(RequestError, match=r"1.safetensors is damaged"):
        average_files(paths)
