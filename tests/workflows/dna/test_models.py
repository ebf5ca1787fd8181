import pytest
import torch

from babelix.base.errors import RequestError
from babelix.foreign.spliceai import SpliceAI, SpliceNetwork
from babelix.genome.contigs import Genome
from babelix.tracks.effects import FastEffects
from babelix.training.machine import computing
from babelix.workflows.dna import models
from babelix.workflows.dna.models import check_memory, enformer_settings, fast_effects, open_model, tell_other


def test_a_model_is_opened_by_name_on_the_device_asked_for(monkeypatch, g_counter):
    asked = []
    monkeypatch.setitem(models.MODELS, "counter", lambda device: asked.append(device) or g_counter)
    with computing(device="cpu"):
        assert open_model("counter") is g_counter
    assert asked == [torch.device("cpu")]


def test_an_unknown_model_is_refused():
    with pytest.raises(
        RequestError,
        match=r"`model` 'splicai': expected one of spliceai, enformer, .*; did you mean 'spliceai'",
    ):
        open_model("splicai")


def test_a_run_of_another_task_predicts_no_tracks(tmp_path):
    (tmp_path / "settings.json").write_text('{"task": "next-word"}')
    with pytest.raises(
        RequestError, match=r"a run of the task 'next-word', which predicts no tracks; expected spl"
    ):
        open_model(str(tmp_path))
    with pytest.raises(
        RequestError, match=r"`model` 'yeest': expected one of spliceai, .* of the task 'tracks'"
    ):
        open_model("yeest")


def test_effects_of_spliceai_are_computed_without_windows(g_counter, tmp_path):
    (tmp_path / "g.fa").write_text(">c\nACGT\n")
    genome = Genome.open(tmp_path / "g.fa", tmp_path)
    model = SpliceAI("untrained", [SpliceNetwork()])
    assert isinstance(fast_effects(model, genome, model.geometry), FastEffects)
    assert fast_effects(g_counter, genome, g_counter.geometry) is None


def test_settings_of_enformer_are_refused_for_other_models():
    with (
        enformer_settings(winograd=True),
        pytest.raises(RequestError, match="`winograd` is for Enformer, and the m"),
    ):
        open_model("spliceai")


def test_what_a_window_takes_is_told_before_it_is_taken(g_counter, monkeypatch):
    said: list[str] = []
    check_memory(g_counter, 28, 2, "predicting", lambda progress: said.append(progress.remark))
    assert said == []
    g_counter.forward_tracks = g_counter.recropped = lambda *asked: None
    g_counter.needs = lambda bases, tracks: bases * tracks << 20
    monkeypatch.setattr(models, "free_on", lambda device: 30 << 20)
    check_memory(g_counter, 12, 2, "predicting", lambda progress: said.append(progress.remark))
    assert said == ["memory: about 24 MiB a window beside the model"]
    with pytest.raises(
        RequestError,
        match=r"28 bases and 2 tracks takes about 56 MiB .*30 MiB are free: at most 12 bases would do; give a shorter",
    ):
        check_memory(g_counter, 28, 2, "predicting", lambda progress: None)
    g_counter.needs = lambda bases, tracks: asked.append(bases) or bases * tracks << 20
    asked: list[int] = []
    for many in (4 * 10**9, 4 * 10**30):
        with pytest.raises(RequestError, match="at most 12 bases would do"):
            check_memory(g_counter, many, 2, "predicting", lambda progress: None)
    assert len(asked) < 100


@pytest.mark.parametrize(("assembly", "told"), [("hg38", True), ("R64", False), (None, False)])
def test_another_species_is_said(g_counter, assembly, told):
    said: list[str] = []
    g_counter.assembly = "R64"
    tell_other(g_counter, assembly, lambda progress: said.append(progress.remark))
    assert any("made for R64, the variants are of hg38: another assembly or" in line for line in said) is told
