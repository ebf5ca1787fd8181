import json
import re

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.base.progress import silent
from babelix.training.loop import Loop
from babelix.workflows.dna.learning.train import train

LEFT = ("model.safetensors", "metrics.jsonl", "last.safetensors", "best.safetensors")


def run_of(settings, recipe, folder, resume=False, listener=silent):
    return train(settings, beside=recipe, run=folder, resume=resume, listener=listener)


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_bytes(recipe, asked, tmp_path, monkeypatch):
    """Also from a checkpoint that an evaluation came before: evaluating leaves the model as it is, in memory too."""
    settings = asked(evaluate_every=2, steps=7)
    whole = run_of(settings, recipe, tmp_path / "whole")
    update = Loop._update

    def stopped(self, batches):
        if self.state.step == 3:
            raise TaskError("killed")
        return update(self, batches)

    monkeypatch.setattr(Loop, "_update", stopped)
    with pytest.raises(TaskError):
        run_of(settings, recipe, tmp_path / "parts")
    monkeypatch.setattr(Loop, "_update", update)
    parts = run_of(settings, recipe, tmp_path / "parts", resume=True)
    assert parts.steps == whole.steps == 7
    for name in LEFT:
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    assert re.search(r"parts: [\d,]+ parameters, 7 updates, 3 tracks, \d+ windows an epoch", parts.report())


def test_what_is_learned_from_is_told(recipe, asked, tmp_path):
    said = []
    run_of(asked(steps=1), recipe, tmp_path / "r", listener=lambda progress: said.append(progress.remark))
    assert said[0] == "no track has IV: left out, not read as zeros"
    assert said[1] == "batch norm: by the statistics of each batch, which accumulate for predicting"
    what = r"3 tracks; \d+ windows of 64 bases an epoch, 12 bins of 4 each, from 1 contigs or .*"
    assert re.fullmatch(what, said[2])
    assert said[3:5] == ["chosen on III", "not learned from: II"]
    record = json.loads((tmp_path / "r" / "run.json").read_text())
    assert {"g.fa", "targets.tsv", "a.plus.bw", "sites.bed"} <= set(record["data_sha256"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"window": 66}, r"model.window and model.crop: `window` 66: expected a multiple of 4"),
        (
            {"window": 1024},
            r"the longest interval to learn from, I:1-997, has 997 bases: expected at least 1,027",
        ),
        ({"heads": 5}, r"width 12 of attention with 5 heads"),
        ({"val": ["IV"]}, r"IV is held out, and no track has it"),
        ({"val": ["V"]}, r"`data.val`: contig 'V' is not in"),
        ({"val": ["I"], "test": ["II", "III"]}, r"no contig is left to learn from"),
        ({"targets": "none.tsv"}, r"no such file: .*none.tsv"),
    ],
)
def test_what_will_not_do_leaves_nothing(recipe, asked, tmp_path, changes, said):
    with pytest.raises(RequestError, match=said):
        run_of(asked(**changes), recipe, tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_peaks_without_a_single_overlap_are_refused(recipe, asked, tmp_path):
    (recipe / "sites.bed").write_text("III\t3\t4\nII\t5\t6\n")
    with pytest.raises(RequestError, match=r"track sites has nothing to learn: it is unknown in every bin"):
        run_of(asked(), recipe, tmp_path / "r")
    (recipe / "where.bed").write_text("I\t100\t300\n")
    (recipe / "sites.bed").write_text("III\t3\t4\nII\t5\t6\nI\t500\t501\n")
    with pytest.raises(RequestError, match=r"track sites has nothing to learn: it is 0.0 in every bin"):
        run_of(asked(intervals="where.bed"), recipe, tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_no_window_is_left(recipe, asked, tmp_path):
    (recipe / "black.bed").write_text("I\t0\t997\n")
    with pytest.raises(RequestError, match="no window is left to learn from"):
        run_of(asked(blacklist="black.bed"), recipe, tmp_path / "r")


@pytest.mark.slow
def test_other_data_are_refused_and_another_length_is_not(recipe, asked, tmp_path):
    run_of(asked(steps=2), recipe, tmp_path / "r")
    assert run_of(asked(steps=3), recipe, tmp_path / "r", resume=True).steps == 3
    (recipe / "sites.bed").write_text((recipe / "sites.bed").read_text() + "I\t7\t8\n")
    with pytest.raises(RequestError, match=r"sites.bed has changed since"):
        run_of(asked(steps=3), recipe, tmp_path / "r", resume=True)
