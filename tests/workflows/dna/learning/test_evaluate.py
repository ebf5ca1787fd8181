import json

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.genome.formats.bigwig.writer import BigWigWriter
from babelix.tracks.learning.fit import fit
from babelix.training.device import best_device
from babelix.workflows.dna.learning.data import load
from babelix.workflows.dna.learning.described import described
from babelix.workflows.dna.learning.evaluate import evaluate_tracks
from babelix.workflows.dna.learning.model import load_model
from babelix.workflows.dna.learning.task import predicted_on
from babelix.workflows.dna.learning.train import train


@pytest.mark.parametrize(
    ("scan", "said"),
    [
        ("sites=AC!", "consensus 'AC!': expected letters of ACGT"),
        ("sites=", "consensus '': expected letters"),
        ("g-plus=ACGTN", "`scan` g-plus=ACGTN: expected a track of peaks.*g-plus is of counts there"),
    ],
)
def test_a_scan_is_refused_before_anything_is_predicted(recipe, asked, tmp_path, scan, said):
    # A run without weights: whoever came as far as its model would say that there is none.
    run = tmp_path / "r"
    run.mkdir()
    (run / "settings.json").write_text(asked().model_dump_json())
    learned = load(asked().data, 4, recipe, silent)
    (run / "targets.json").write_text(json.dumps(described(learned.targets, None)))
    (run / "run.json").write_text(json.dumps({"data_sha256": {"g.fa": "0" * 64}}))
    heard = []
    with pytest.raises(RequestError, match=said):
        evaluate_tracks(run, beside=recipe, scans=(scan,), listener=lambda each: heard.append(each.remark))
    # Files of another folder may be others, which is said.
    other = "not what the model was trained on: g.fa"
    assert [each for each in heard if "trained on" in each] == ([other] if scan.startswith("g-plus") else [])


@pytest.mark.slow
def test_a_model_beside_what_it_is_held_against(recipe, asked, tmp_path):
    train(asked(), beside=recipe, run=tmp_path / "r")
    found = evaluate_tracks(tmp_path / "r", scans=("sites=GG",), resamples=50)
    assert (found.split, found.contigs, found.bins, found.recurring) == ("test", ("II",), 125, 0)
    plus, minus, sites = found.tracks
    learned = load(asked().data, 4, recipe, silent)
    model = load_model(tmp_path / "r")
    predicted = predicted_on(model, learned.genome, learned.test[0], best_device())
    assert plus.fit == fit(predicted[:, 0], learned.values[0]["II"])
    assert plus.alone == plus.fit
    # Both files of a track are the same here.
    assert [plus.replicates, minus.replicates] == pytest.approx([1, 1])
    assert sites.replicates is None
    assert plus.ridge is not None
    assert plus.ridge.bins == 125
    assert (plus.scan, plus.fit.precision) == (None, None)
    assert sites.scan is not None
    assert sites.fit.prevalence == np.mean(learned.values[2]["II"] > 0)
    bare = evaluate_tracks(tmp_path / "r", split="val", beside=recipe, baseline=False, resamples=50)
    assert (bare.contigs, bare.tracks[0].ridge) == (("III",), None)
    # One file of the first track lacks the contig: there are no two to hold beside each other.
    with BigWigWriter(recipe / "b.plus.bw", {"I": 997, "III": 401}) as writer:
        writer.add("I", 0, 1, np.arange(997, dtype=np.float32))
    with pytest.raises(RequestError, match=r"b\.plus\.bw has changed since .* was begun"):
        evaluate_tracks(tmp_path / "r")
    lacking = evaluate_tracks(tmp_path / "r", beside=recipe, baseline=False, resamples=50)
    assert [each.replicates for each in lacking.tracks] == [None, pytest.approx(1), None]
    for changes, said in (
        ({"scans": ("sites=G!",)}, "consensus 'G!': expected letters of ACGT"),
        ({"split": "train"}, "`split` 'train': expected one of val, test"),
        ({"scans": ("site=GG",)}, "`scan` 'site=GG': expected TRACK=CONSENSUS.*did you mean 'sites'"),
        ({"beside": tmp_path}, "no such file"),
    ):
        with pytest.raises(RequestError, match=said):
            evaluate_tracks(tmp_path / "r", **changes)
