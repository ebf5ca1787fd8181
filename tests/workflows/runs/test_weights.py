import pytest
import torch

from babelix.base.errors import RequestError
from babelix.training.tensors import save_tensors
from babelix.workflows.runs.weights import read_weights


def test_the_final_weights_come_before_the_best_and_these_before_the_last(tmp_path):
    with pytest.raises(RequestError, match="holds no weights yet; train until its first checkpoint"):
        read_weights(tmp_path)
    last = {"model.W": torch.tensor([2.0]), "optimizer.W": torch.tensor([3.0])}
    for name, tensors in (
        ("last.safetensors", last),
        ("best.safetensors", {"W": torch.tensor([5.0])}),
        ("model.safetensors", {"W": torch.tensor([7.0])}),
    ):
        save_tensors(tmp_path / name, tensors)
        found, path = read_weights(tmp_path)
        assert path.name == name
        assert {k: t.tolist() for k, t in found.items()} == {"W": [tensors.get("W", last["model.W"]).item()]}
