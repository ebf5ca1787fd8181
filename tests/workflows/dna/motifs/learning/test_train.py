import json

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.meme import read_motifs
from babelix.training.machine import computing
from babelix.workflows.dna.motifs.learning.settings import SitesSettings
from babelix.workflows.dna.motifs.learning.train import FILTERS, MATRICES, REPORT, learn


@pytest.fixture
def settings(small):
    trained, tested = str(small / "train.txt"), str(small / "test.txt")
    return SitesSettings(sequences=trained, test=tested, epochs=1, batch=29, rates=[0.01], seeds=[1])


@pytest.mark.slow
def test_all_of_the_task_in_small(settings, small, tmp_path):
    run = tmp_path / "run"
    with computing(device="cpu", threads=1):
        found = learn(settings, run, small / "m.meme")
        assert [row.kind for row in found.rows] == ["pwm", "logistic", "cnn", "lstm", "transformer"]
        assert found.rows[0].all.share == 1  # the cores are no letter alike
        assert found.attention.shape == (2, 2, 7, 7)
        assert np.allclose(found.attention.sum(3), 1, atol=1e-5)
        assert [space.places.shape for space in found.spaces] == [(10, 2)] * 5
        assert [each.name for each in found.matrices] == ["acid", "box"]
        report = json.loads((run / REPORT).read_text())
        assert report["tested"] == 10
        assert report["models"][0]["factors"][1]["name"] == "box"
        assert len(report["filters"]) == len(read_motifs(run / FILTERS))
        assert [each.name for each in read_motifs(run / MATRICES)] == ["acid", "box"]
        lines = list(found.lines())
        assert lines[0].startswith(f"{len(found.task.train)} sites trained on")
        assert [line.split("\t")[0] for line in lines[1:-1]] == [
            "model", "pwm", "logistic", "cnn", "lstm", "transformer", "factor", "acid", "box",
        ]  # fmt: skip
        with pytest.raises(RequestError, match="already in use; go on with `resume`"):
            learn(settings, run, small / "m.meme")
        again = learn(settings, run, small / "m.meme", resume=True)
    assert again.report() == found.report()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seeds": [1, 1]}, r"`seeds` \[1, 1\]: expected different numbers from 0 on"),
        ({"seeds": []}, "`seeds` 0: expected at least 1"),
        ({"rates": [0.0]}, r"`rates` \[0.0\]: expected numbers above 0"),
        ({"test": "none.txt"}, "no such file: none.txt"),
    ],
)
def test_what_is_refused_leaves_no_folder(settings, tmp_path, change, said):
    with pytest.raises(RequestError, match=said):
        learn(settings.model_copy(update=change), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_motifs_that_are_none_are_refused_before_training(settings, small, tmp_path):
    with pytest.raises(RequestError, match="expected a line that begins with 'MEME version'"):
        learn(settings, tmp_path / "run", small / "train.txt")
    assert not (tmp_path / "run").exists()
