import pytest
import torch

from babelix.base.errors import RequestError
from babelix.training.tensors import load_tensors
from babelix.workflows.dna.learning.model import load_model
from babelix.workflows.dna.learning.train import train


@pytest.mark.slow
def test_a_run_is_a_sequence_model_at_every_stage(recipe, asked, tmp_path):
    folder = tmp_path / "mine"
    train(asked(steps=2, evaluate_every=1), beside=recipe, run=folder)
    model = load_model(folder)
    assert model.name == "mine, trained positions of 16"
    assert [(each.name, each.strand, each.pair) for each in model.tracks] == [
        ("g-plus", 1, 1), ("g-minus", -1, 0), ("sites", 0, None),
    ]  # fmt: skip
    final, _ = load_tensors(folder / "model.safetensors")
    # What batch norms accumulated is among the weights, and as far from where it began as they are.
    kept = model.state_dict()["last.norm.running_mean"]
    assert torch.equal(kept, final["last.norm.running_mean"])
    assert kept.abs().max() > 0
    assert not model.model.training
    for gone in ("model.safetensors", "best.safetensors"):
        (folder / gone).unlink()
        assert load_model(folder).geometry == model.geometry
    (folder / "last.safetensors").unlink()
    with pytest.raises(RequestError, match="holds no weights yet"):
        load_model(folder)
