import pytest
import torch

from babelix.base.errors import RequestError
from babelix.foreign.spliceai import SpliceAI, SpliceNetwork
from babelix.genome.contigs import Genome
from babelix.tracks.effects import FastEffects
from babelix.training.device import computing
from babelix.workflows.dna import models
from babelix.workflows.dna.models import fast_effects, open_model


def test_a_model_is_opened_by_name_on_the_device_asked_for(monkeypatch, g_counter):
    asked = []
    monkeypatch.setitem(models.MODELS, "counter", lambda device: asked.append(device) or g_counter)
    with computing(device="cpu"):
        assert open_model("counter") is g_counter
    assert asked == [torch.device("cpu")]


def test_an_unknown_model_is_refused():
    with pytest.raises(
        RequestError, match="`model` 'splicai': expected one of spliceai; did you mean 'spliceai'"
    ):
        open_model("splicai")


def test_effects_of_spliceai_are_computed_without_windows(g_counter, tmp_path):
    (tmp_path / "g.fa").write_text(">c\nACGT\n")
    genome = Genome.open(tmp_path / "g.fa", tmp_path)
    model = SpliceAI("untrained", [SpliceNetwork()])
    assert isinstance(fast_effects(model, genome, model.geometry), FastEffects)
    assert fast_effects(g_counter, genome, g_counter.geometry) is None
