import json

import pytest

from babelix.cli.main import run
from babelix.workflows.dna import models


@pytest.fixture
def typed(tmp_path, monkeypatch, g_counter, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.fa").write_text(">chr1\nGGCATTACAGGACTACATCTACAGGACTTACA\n")

    def type_line(line):
        code = run(["variants", *line.replace("ON", "--genome g.fa --model counter").split()])
        return code, capsys.readouterr()

    return type_line


def test_a_background_is_made_and_scores_stand_beside_it(typed):
    code, said = typed("background ON --random 7 --seed 3 --track plus --out b.npz")
    assert code == 0
    head, first, *_, last = said.out.splitlines()
    assert head == "track\tscore\tmedian\t90 %\t99 %\tlargest"
    assert first.startswith("G+\tsad\t")
    assert last == "b.npz"
    assert "counter on g.fa: 7 scored; " in said.err
    assert said.err.endswith(" % transitions\n")
    code, said = typed("score chr1:9:A:G ON --track plus --background b.npz")
    assert code == 0
    names, values = (line.split("\t") for line in said.out.splitlines())
    assert names[-5:] == ["null_l2", "sad_percentile", "sar_percentile", "l2_percentile", "max_percentile"]
    assert 0 <= float(values[-1]) <= 100
    scores = json.loads(typed("score chr1:9:A:G ON --track plus --background b.npz --json")[1].out)[0][
        "scores"
    ]
    assert f"{scores['G+']['sad_percentile']:.6g}" == values[-4]


def test_of_few_variants_the_largest_is_99_percent(typed):
    out = typed("background ON chr1:9:A:G chr1:9:A:T --track plus --out b.npz")[1].out
    assert out.splitlines()[1] == "G+\tsad\t0\t1\t1\t1"


def test_what_programs_read(typed):
    found = json.loads(typed("background ON chr1:9:A:G chr1:9:A:T --out b.npz --json --quiet")[1].out)
    assert (found["file"], found["fates"], found["tracks"]) == ("b.npz", {"scored": 2}, ["G+", "G-"])
    assert (found["count"], found["transitions"], found["effect_window"]) == (2, 0.5, 20)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("background ON --out b.npz", "expected variants, or how many to draw at --random, and not both"),
        ("background ON --random 0 --out b.npz", "--random 0: expected at least 1"),
        ("background ON --random 3 --out b.txt", "--out b.txt: expected a file that ends in .npz"),
        (
            "background ON --random 3 --transitions 2 --out b.npz",
            "--transitions 2: expected a share from 0 to 1",
        ),
        ("score chr1:9:A:G ON --background none.npz", "no such file: none.npz"),
        ("score chr1:9:A:G ON --background g.fa", "--background g.fa: expected a file that"),
    ],
)
def test_wrong_requests_are_one_sentence(typed, line, said):
    code, heard = typed(line)
    assert code == 2
    assert said in heard.err
