import json
from pathlib import Path

import pytest

from babelix.cli.main import run

SITES = "".join(f"{a}CAG{b}\tbox\n{a}TTA{b}\tacid\n" for a in "ACGT" for b in "ACG")
MEME = "MEME version 4\nMOTIF core\nletter-probability matrix:\n0 1 0 0\n1 0 0 0\n0 0 1 0\n"


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.chdir(tmp_path)
    Path("s.txt").write_text(SITES)
    Path("m.meme").write_text(MEME)

    def type_line(line):
        asked = "motifs train --sequences s.txt --test s.txt --against m.meme --device cpu --quiet --seeds 1"
        return run([*asked.split(), *line.split()]), capsys.readouterr()

    return type_line


@pytest.mark.slow
def test_what_is_printed_and_written(typed):
    code, said = typed("--run r --epochs 1")
    assert code == 0
    first, head, pwm, *_ = said.out.splitlines()
    assert "24 are also trained on" in first
    assert head.split("\t")[0] == "model"
    assert pwm.split("\t")[:4] == ["pwm", "30", "24", "24"]
    assert said.out.splitlines()[-4:] == [
        f"r/{name}.png" for name in ("pca", "matrices", "filters", "attention")
    ]
    code, said = typed("--run r --epochs 1 --resume --json")
    assert (code, json.loads(said.out)["leak"]["direct"]) == (0, 24)
    code, said = typed("--run r --epochs 1")
    assert code == 2
    assert "go on with --resume" in said.err


def test_what_is_refused_writes_nothing(typed):
    for line, words in (
        ("--run r --seeds x", "--seeds 'x': expected whole numbers with commas between"),
        ("--run r --epochs 0", "epochs"),
        ("--run r --against s.txt", "expected a line that begins with 'MEME version'"),
    ):
        code, said = typed(line)
        assert code == 2
        assert words in said.err
        assert not Path("r").exists()
