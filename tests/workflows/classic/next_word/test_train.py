import json
import math
from pathlib import Path

import numpy as np
import pytest

from babelix import data
from babelix.base.errors import RequestError, TaskError
from babelix.base.progress import silent
from babelix.training.loop import Loop
from babelix.training.tensors import load_tensors
from babelix.workflows.classic.next_word.train import SCORES, rise_and_fall, train


def run_of(settings, folder, resume=False):
    return train(settings, beside=Path(), run=folder, resume=resume, listener=silent)


@pytest.mark.parametrize("kind", ["n-gram", "transformer"])
def test_what_is_left_behind(kind, asked, tmp_path):
    found = run_of(asked(kind), tmp_path / "r")
    scores, _ = load_tensors(tmp_path / "r" / SCORES)
    assert found.val_perplexity == pytest.approx(math.exp(float(scores["val"].double().mean())))
    assert found.test_perplexity == pytest.approx(math.exp(float(scores["test"].double().mean())))
    assert (len(scores["val"]), len(scores["test"])) == (found.val, found.test)
    said = found.report().splitlines()
    assert said[0].startswith(f"{tmp_path / 'r'}: {found.parameters:,} ")
    assert ("n-grams" in said[0]) is (kind == "n-gram")
    assert said[1] == f"held out  perplexity {found.val_perplexity:.2f} over {found.val} words"


@pytest.mark.slow
def test_a_run_that_is_stopped_goes_on_to_the_same_bytes(asked, tmp_path, monkeypatch):
    settings = asked("lstm", layers=2, dropout=0.2)
    whole = run_of(settings, tmp_path / "whole")
    update = Loop._update

    def stopped(self, batches):
        if self.state.step == 7:
            raise TaskError("stopped")
        return update(self, batches)

    monkeypatch.setattr(Loop, "_update", stopped)
    with pytest.raises(TaskError):
        run_of(settings, tmp_path / "parts")
    monkeypatch.setattr(Loop, "_update", update)
    parts = run_of(settings, tmp_path / "parts", resume=True)
    assert parts.steps == whole.steps
    for name in ("model.safetensors", "metrics.jsonl", "last.safetensors", SCORES):
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


def test_other_settings_and_another_text_are_refused(asked, story, tmp_path):
    settings = asked(epochs=1)
    run_of(settings, tmp_path / "r")
    with pytest.raises(RequestError, match=r"was begun with another model\.hidden \(9, before 7\)"):
        run_of(asked(epochs=1, hidden=9), tmp_path / "r", resume=True)
    with pytest.raises(RequestError, match="already in use"):
        run_of(settings, tmp_path / "r")
    record = tmp_path / "r" / "run.json"
    values = json.loads(record.read_text())
    values["data_sha256"] = dict.fromkeys(values["data_sha256"], "0" * 64)
    record.write_text(json.dumps(values))
    with pytest.raises(RequestError, match=r"story\.txt has changed since"):
        run_of(settings, tmp_path / "r", resume=True)


def test_a_refused_text_leaves_nothing(asked, tmp_path):
    settings = asked()
    settings = settings.model_copy(
        update={"data": settings.data.model_copy(update={"vocabulary": 99, "exact": True})}
    )
    with pytest.raises(RequestError, match="`vocabulary` 99: the text has 17 different words"):
        run_of(settings, tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_the_rate_rises_and_falls():
    rates = [rise_and_fall(step, steps=30, highest=0.3) for step in range(1, 31)]
    assert rates[:3] == pytest.approx([0.1, 0.2, 0.3])
    assert rates[-1] == pytest.approx(0)
    assert np.all(np.diff(rates[2:]) < 0)


@pytest.mark.slow
@pytest.mark.figure
def test_five_grams_on_the_penn_treebank(tmp_path, asked):
    """141.2: the published perplexity of a Kneser-Ney 5-gram on Mikolov's test split."""
    if data.find("ptb-words") is None:
        pytest.skip(data.missing("ptb-words"))
    settings = asked("n-gram", order=5)
    settings = settings.model_copy(
        update={"data": settings.data.model_copy(update={"name": "ptb-words", "vocabulary": 10_000})}
    )
    found = run_of(settings, tmp_path / "r")
    assert found.test == 82_430
    assert found.test_perplexity == pytest.approx(141.19, abs=0.02)
