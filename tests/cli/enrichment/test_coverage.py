import json
import subprocess
import sys

import pytest

from babelix.cli.main import run


@pytest.fixture
def words(tmp_path):
    (tmp_path / "s").write_text("chr1\t1009\nchr2\t503\nchrM\t17\n")
    (tmp_path / "a.bed").write_text(
        "1\t0\t100\tE1\n1\t100\t120\tE2\n1\t200\t220\tE2\nchrUn\t0\t5\tE1\n1\t300\t301\tE1\n"
    )
    (tmp_path / "b.bed").write_text("chr1\t50\t250\nchr2\t0\t9\n")
    named = [f"--annotation={name}={tmp_path / file}" for name, file in (("A", "a.bed"), ("B", "b.bed"))]
    return [
        "coverage",
        "--sizes",
        str(tmp_path / "s"),
        *named,
        "--block",
        "100",
        "--resamples",
        "19",
        "--quiet",
    ]


def test_one_block_gives_no_interval_and_says_so(words, capsys):
    assert run([*words, "--block", "5000"]) == 0
    said = capsys.readouterr().out
    assert "no intervals: 5,000 bases are one block of all that counts; a smaller one would give some" in said
    assert "19 draws of blocks" not in said


def test_the_table_and_what_a_reader_should_know(words, capsys):
    assert run(words) == 0
    said, remarks = capsys.readouterr()
    lines = said.splitlines()
    assert lines[0] == (
        "1,009 bases of 1 chromosome; left out: chr2 (no element in A); chrM (no element in any annotation)"
    )
    assert lines[2].split("\t")[:6] == ["A", "1", "4", "3", "141", "13.97 %"]
    assert lines[4].split("\t")[::7] == ["union", "24.88 %"]
    assert "A E2\t2 elements\t40 bases\t3.96 %" in lines
    assert remarks.splitlines() == [
        "chromosomes were joined by other names: 1 is chr1",
        "elements on chromosomes that the sizes lack were left out: chrUn (1)",
    ]


def test_json(words, capsys, tmp_path):
    assert run([*words, "--json", "--out", str(tmp_path / "out"), "--no-figures"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["genome_bases"] == 1009
    assert found["union"]["bases"] == 251
    assert found["union"]["fraction"] == 251 / 1009
    assert len(found["union"]["interval"]) == 2
    assert [(each["name"], each["bases"]) for each in found["annotations"]] == [("A", 141), ("B", 200)]
    assert found["left_out"] == {"chr2": "no element in A", "chrM": "no element in any annotation"}
    assert found["overlaps"] == [[141, 90], [90, 200]]
    assert found["annotations"][1]["cumulative"]["bases"] == 251
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        path.rsplit("/", 1)[1] for path in found["files"]
    )


@pytest.mark.usefixtures("unpainted")
def test_figures_are_written(words, capsys, tmp_path):
    assert run([*words, "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "upset.svg").exists()
    assert str(tmp_path / "out" / "coverage.tsv") in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--annotation", "x"], "babelix: --annotation 'x': expected NAME=FILE or NAME=FOLDER"),
        (
            ["--name-fields", "assay.cell.factor"],
            "asks for 3; rename it, or give --samples, a table of the files",
        ),
        (
            ["--group", "cell"],
            "babelix: --group 'cell': expected one of none: give --samples or --name-fields",
        ),
        (["--block", "0"], "babelix: --block 0: expected at least 1"),
        (["--orders", "0"], "babelix: --orders 0: expected at least 1"),
    ],
)
def test_wrong_requests_are_one_sentence(words, capsys, more, said):
    assert run([*words, *more]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1


@pytest.mark.slow
def test_help_loads_neither_numba_nor_scipy():
    code = (
        "import sys\nfrom babelix.cli.main import run\nrun(['coverage', '--help'])\n"
        "print([m for m in ('numba', 'scipy', 'torch', 'matplotlib', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
