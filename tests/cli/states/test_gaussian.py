import json

import numpy as np
import pybigtools
import pytest

from babelix.cli.main import run

SIZES = {"chr1": 40_000, "chr2": 20_100}


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(3)
    (tmp_path / "sizes").write_text("".join(f"{name}\t{size}\n" for name, size in SIZES.items()))
    rows = {"m": [], "n": []}
    for chrom, size in SIZES.items():
        state = np.arange(size // 200) // 17 % 2
        for name, level in (("m", 3.0), ("n", -3.0)):
            rows[name] += [
                (chrom, 200 * t, 200 * t + 200, float(level * s + rng.normal()))
                for t, s in enumerate(state)
                if t % 11
            ]
    pybigtools.open(str(tmp_path / "m.bw"), "w").write(SIZES, rows["m"])
    (tmp_path / "n.bg").write_text("".join(f"{c}\t{s}\t{e}\t{v}\n" for c, s, e, v in rows["n"]))
    (tmp_path / "tracks").write_text("X\tm\tm.bw\nX\tn\tn.bg\n")
    return tmp_path


def command(folder, out, *more):
    words = ["--tracks", folder / "tracks", "--sizes", folder / "sizes", "--out", folder / out]
    return run(["states", "gaussian", *map(str, words), "--quiet", *more])


def test_learn_then_apply_gives_the_same_segments(folder, capsys):
    more = ["--transform", "none", "--min-length", "600", "--restarts", "2"]
    assert command(folder, "a", "--states", "2", "--posteriors", "--json", *more) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["states"], said["tracks"]) == (2, ["m", "n"])
    segments = (folder / "a" / "X_2_segments.bed").read_text()
    assert 15 <= len(segments.splitlines()) <= 21
    ends = [line.split("\t") for line in segments.splitlines()]
    assert all(int(end) - int(start) >= 600 for _, start, end, _ in ends if end not in ("40000", "20000"))
    rows = (folder / "a" / "posterior" / "X_2_chr2_posterior.txt").read_text().splitlines()
    assert rows[:2] == ["X\tchr2", "S1\tS2"]
    assert sum(map(float, rows[2].split("\t"))) == pytest.approx(1, abs=1e-4)
    assert command(folder, "b", "--model", str(folder / "a" / "gaussian_2.json")) == 0
    assert (folder / "b" / "X_2_segments.bed").read_text() == segments
    assert (
        command(folder, "c", "--model", str(folder / "a" / "gaussian_2.json"), "--decode", "posterior") == 0
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "give either --states, to learn a model, or --model"),
        (["--states", "2", "--transform", "asinn"], "got 'asinn'; did you mean 'asinh'"),
        (["--states", "2", "--bin", "0"], "the bin size must be at least 1"),
        (["--states", "2", "--bin", "50000"], "no chromosome is as long as a bin"),
        (["--states", "2", "--strength", "-1"], "expected at least one bin, and a strength of 0 or more"),
        (["--model", "none.json"], "no such file: none.json"),
        (
            ["--model", "none.json", "--bin", "400"],
            "--bin cannot be chosen with --model: the model has its own",
        ),
    ],
)
def test_wrong_requests(folder, capsys, more, said):
    assert command(folder, "a", *more) == 2
    assert said in capsys.readouterr().err


def test_a_model_of_other_tracks_or_none_at_all(folder, capsys):
    assert command(folder, "a", "--states", "2", "--restarts", "1") == 0
    (folder / "tracks").write_text("X\tm\tm.bw\n")
    assert command(folder, "b", "--model", str(folder / "a" / "gaussian_2.json")) == 2
    assert "was learnt from m, n" in capsys.readouterr().err
    (folder / "other.json").write_text("{}")
    assert command(folder, "b", "--model", str(folder / "other.json")) == 2
    assert "is not a model of `babelix states gaussian`" in capsys.readouterr().err
