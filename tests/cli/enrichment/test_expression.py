import json

import numpy as np
import pytest

from babelix.cli.main import run

ALL = ["expression", "--marks", "binary", "--genes", "t.tsv", "--column", "RPKM", "--quiet"]
FEW = [*ALL, "--window", "200", "--block", "2000", "--folds", "3", "--resamples", "20"]


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    """59 genes in 300 bins, on where the mark K4 is; WCE is everywhere."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "binary").mkdir()
    numbers = np.random.default_rng(1)
    on = numbers.integers(0, 2, 59)
    rows = np.zeros((300, 3), np.uint8)
    rows[:, 2] = 1
    rows[np.arange(59) * 5 + 3, 0] = on
    rows[:, 1] = numbers.integers(0, 2, 300)
    text = "\n".join("\t".join(map(str, row)) for row in rows.tolist())
    (tmp_path / "binary" / "X_chr1_binary.txt").write_text(f"X\tchr1\nK4\tK9\tWCE\n{text}\n")
    lines = [
        f"g{k}\t1\t{(5 * k + 3) * 200 + 7}\t{'+-'[k % 2]}\t{8 * each + 0.1 * (k % 3)}"
        for k, each in enumerate(on)
    ]
    lines += ["far\tchr7\t5\t+\t1", "edge\t1\t5\t+\t1"]
    (tmp_path / "t.tsv").write_text("name\tchrom\ttss\tstrand\tRPKM\n" + "\n".join(lines) + "\n")
    return tmp_path


def test_scores_weights_and_what_was_left_out(capsys):
    assert run(FEW) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].startswith("59 genes of chr1, ")
    assert lines[1] == "marks in bins of 200 bases over +-200 bases; 3 folds of 30 blocks"
    assert float(lines[2].split()[1]) > 0.95
    assert lines[8].split()[0] == "K4"
    assert not any("WCE" in line for line in lines)
    assert said.err.splitlines() == [
        "left out as marks: WCE, input control",
        "genes left out: 1 on chromosomes without marks",
        "genes left out: 1 whose window leaves the bins",
        "names joined: 1 = chr1",
    ]


@pytest.mark.slow
def test_a_figure_of_it(files, capsys):
    assert run([*FEW, "--plot", "e.png", "--resamples", "1"]) == 0
    assert (files / "e.png").read_bytes().startswith(b"\x89PNG")


def test_as_json(capsys):
    assert run([*FEW, "--json", "--around", "means", "--penalty", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["genes"], found["controls"], found["penalties"]) == (59, ["WCE"], [2.0] * 3)
    assert found["auroc"]["value"] == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--marks", "nowhere"], "no such folder: nowhere"),
        (["--genes", "nowhere.tsv"], "no such file: nowhere.tsv"),
        (["--column", "RPKN"], "--column 'RPKN': t.tsv has no such column; did you mean 'RPKM'?"),
        (["--tss", "tsss"], "--tss 'tsss': t.tsv has no such column; did you mean 'tss'?"),
        (["--body"], "no column is known as start"),
        (["--cell", "Y"], "--cell 'Y': no such cell in binary; it has X"),
        (["--block", "1000000"], "--folds 3: the 59 genes lie in 1 blocks of the genome"),
        (["--window", "-1"], "--window -1: expected at least 0 bases"),
        (
            ["--window", "100000"],
            "no gene of t.tsv has its whole window in the marks (1 on chromosomes without marks; 60",
        ),
        (["--around", "sums"], "--around 'sums': expected bins or means"),
        (["--on", "0"], "--on 0.0: expected a number above 0"),
        (["--penalty", "-1"], "--penalty -1.0: expected a number above 0"),
        (["--resamples", "0"], "--resamples 0: expected at least 1"),
        (["--plot", "e.pdf"], "--plot e.pdf: expected a file that ends in .png or .svg"),
    ],
)
def test_bad_requests_are_one_sentence(capsys, more, said):
    assert run([*FEW, *more]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
