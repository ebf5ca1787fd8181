import json

import pytest

from babelix.base.errors import RequestError
from babelix.data import entry
from babelix.tracks.learning.fit import Fit
from babelix.workflows.dna.learning.evaluate import Evaluated, TrackFit
from babelix.workflows.dna.learning.model import load_model
from babelix.workflows.dna.learning.settings import TracksSettings
from babelix.workflows.dna.learning.train import train
from tools import ship_tracks

FOUND = Evaluated(
    ".mine", "test", ("II",), 97, 3,
    (
        TrackFit("starts", Fit(97, 0.61), 0.5, 0.7, Fit(94, 0.59), Fit(97, 0.4), 0.83, None),
        TrackFit("Reb1", Fit(97, 0.2, 0.31, 0.0082), 0.1, 0.3, Fit(94, 0.2), Fit(97, 0.1, 0.05, 0.0082), None, 0.25),
    ),
)  # fmt: skip


@pytest.mark.slow
def test_a_run_becomes_a_model_with_its_card(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    contigs = {"I": "ACGGTTCA" * 40, "II": "GATTACAT" * 20, "III": "CCGATTGA" * 20}
    (tmp_path / "g.fa").write_text("".join(f">{name}\n{bases}\n" for name, bases in contigs.items()))
    rows = [f"{name}\t{at}\t{at + 1}\n" for name in contigs for at in range(3, 150, 41)]
    (tmp_path / "p.bed").write_text("".join(rows))
    (tmp_path / "t.tsv").write_text("identifier\tfile\nReb1\tp.bed\n")
    values = {
        "data": {"genome": "g.fa", "targets": "t.tsv", "val": ["III"], "test": ["II"]},
        "model": {"channels": [12, 12], "layers": 1, "heads": 2, "key": 3, "window": 64, "crop": 2},
        "training": {"steps": 1, "batch": 2, "threads": 1, "precision": "float32"},
    }
    run = tmp_path / "run"
    train(TracksSettings.read(values, "here"), beside=tmp_path, run=run)
    with pytest.raises(RequestError, match="was trained on files of its own"):
        ship_tracks.ship(run, "mine", tmp_path, ())
    settings = json.loads((run / "settings.json").read_text())
    settings["data"]["name"] = "yeast"
    (run / "settings.json").write_text(json.dumps(settings))
    monkeypatch.setattr(ship_tracks, "evaluate_tracks", lambda *given, **how: FOUND)
    figures = ship_tracks.ship(run, "mine", tmp_path, ())
    folder = tmp_path / "mine"
    assert sorted(path.name for path in folder.iterdir()) == [
        "card.json", "card.md", "model.safetensors", "run.json", "settings.json", "targets.json",
    ]  # fmt: skip
    assert json.loads((folder / "card.json").read_text())["summary"] == figures["summary"]
    card = (folder / "card.md").read_text()
    assert entry("yeast").terms in card
    assert "| starts | 0.610 (0.500 to 0.700) | 0.590 | 0.400 | 0.830 |" in card
    assert "| Reb1 | 0.310 | 0.0082 | 0.050 | 0.250 |" in card
    assert str(tmp_path) not in (folder / "run.json").read_text()
    assert load_model(folder).name.startswith("mine")
