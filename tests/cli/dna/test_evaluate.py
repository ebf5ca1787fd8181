import json

import pytest

from babelix.cli.main import run
from babelix.tracks.learning.fit import Fit
from babelix.workflows.dna.learning import evaluate
from babelix.workflows.dna.learning.evaluate import Evaluated, TrackFit

FOUND = Evaluated(
    "net", "val", ("VIII",), 97, 3,
    (
        TrackFit("starts", Fit(97, 0.61), 0.5, 0.7, Fit(94, 0.59), Fit(97, 0.4), 0.83, None),
        TrackFit("Reb1", Fit(97, 0.2, 0.31, 0.0082), 0.1, 0.3, Fit(94, 0.2), Fit(97, 0.1, 0.05, 0.0082), None, 0.25),
    ),
)  # fmt: skip


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "settings.json").write_text('{"task": "tracks"}')
    asked = []
    monkeypatch.setattr(
        evaluate, "evaluate_tracks", lambda *given, **how: asked.append((given, how)) or FOUND
    )

    def type_line(line):
        code = run(["evaluate", str(folder), *line.split()])
        return code, capsys.readouterr(), asked

    return type_line


def test_a_line_a_track(typed, tmp_path):
    code, said, asked = typed(
        f"--split val --scan Reb1=TTACCCG --resamples 7 --seed 3 --plot {tmp_path / 'f.svg'}"
    )
    assert code == 0
    assert said.out.splitlines() == [
        "net on VIII (val): 97 bins, 3 of them stand where it learned too",
        "starts\tPearson 0.610 (0.500 to 0.700)\twithout these 0.590\twords 0.400\treplicates 0.830",
        "Reb1\tprecision 0.310\tchance 0.0082\twords 0.050\tconsensus 0.250",
    ]
    assert (tmp_path / "f.svg").is_file()
    how = asked[0][1]
    assert (how["split"], how["scans"], how["beside"], how["resamples"], how["seed"]) == (
        "val", ["Reb1=TTACCCG"], None, 7, 3,
    )  # fmt: skip


def test_json(typed):
    code, said, _ = typed("--json")
    assert code == 0
    assert json.loads(said.out)["tracks"][1]["fit"] == {
        "bins": 97, "pearson": 0.2, "precision": 0.31, "prevalence": 0.0082,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("--beam 3", "--beam is for sentences and trees; leave it out where tracks are predicted"),
        ("--plot f.pdf", "--plot f.pdf: expected a file that ends in .png or .svg"),
    ],
)
def test_what_does_not_fit(typed, line, what):
    code, said, asked = typed(line)
    assert (code, said.err, asked) == (2, f"babelix: {what}\n", [])


def test_tracks_alone_are_drawn(capsys, unpainted):
    assert run(["evaluate", "en-fr", "--plot", "f.png"]) == 2
    assert capsys.readouterr().err == "babelix: --plot is for a model of tracks; leave it out\n"
