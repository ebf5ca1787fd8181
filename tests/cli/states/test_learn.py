import json
import subprocess
import sys
from pathlib import Path

import pytest

from babelix.cli.main import run


@pytest.mark.slow
def test_learn_prints_what_it_did(two_cells, tmp_path, capsys):
    command = [
        "states",
        "learn",
        "--marks",
        str(two_cells / "marks"),
        "--states",
        "5",
        "--bin",
        "200",
        "--out",
        str(tmp_path),
    ]
    assert run([*command, "--algorithm", "baum-welch", "--threads", "2", "--figures", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["states", "iterations", "log_likelihood", "seconds", "files"]
    assert (found["states"], found["iterations"]) == (5, 38)
    names = {Path(path).name for path in found["files"]}
    assert {
        "model_5.txt",
        "one_5_segments.bed",
        "emissions_5.png",
        "transitions_5.svg",
        "two_5_dense.bed",
    } <= names
    assert all(Path(path).stat().st_size for path in found["files"])
    assert run([*command, "--no-browser", "--iterations", "2", "--quiet"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("5 states  2 iterations  log-likelihood -12406.0")
    assert "model_5.txt" in shown


def test_several_sizes(two_cells, tmp_path, capsys):
    command = [
        "states",
        "learn",
        "--marks",
        str(two_cells / "marks"),
        "--states",
        "2,3",
        "--out",
        str(tmp_path),
    ]
    assert run([*command, "--iterations", "3", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["states"] for each in found] == [2, 3]
    assert (tmp_path / "selection.txt").exists()


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (["--states", "many"], "--states 'many': expected a number of states such as 10"),
        (["--states", "5", "--order", "size"], "--order 'size': expected emission or transition"),
        (["--states", "5", "--decoder", "best"], "--decoder 'best': expected posterior or viterbi"),
        (["--states", "5", "--algorithm", "em"], "unknown algorithm 'em'"),
        (["--states", "65"], "65 states were asked for"),
        (["--states", "5", "--tolerance", "nan"], "a tolerance of nan ends nothing; give the smallest gain"),
    ],
)
def test_bad_requests(two_cells, tmp_path, capsys, extra, said):
    assert run(["states", "learn", "--marks", str(two_cells / "marks"), "--out", str(tmp_path), *extra]) == 2
    assert said in capsys.readouterr().err


def test_a_file_in_the_place_of_the_folder_is_refused(two_cells, tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    places = ["--marks", str(two_cells / "marks"), "--out", str(tmp_path / "out")]
    assert run(["states", "learn", "--states", "5", *places]) == 2
    assert "out is a file; expected a folder to write into" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.slow
def test_help_loads_no_heavy_library():
    code = (
        "import sys\nfrom babelix.cli.main import run\nrun(['states', 'learn', '--help'])\n"
        "print([name for name in ('numba', 'scipy', 'torch', 'matplotlib', 'numpy') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "--states" in out
    assert out.rstrip().endswith("[]")


def test_a_tie_of_the_order_is_said(tmp_path, capsys):
    (tmp_path / "marks").mkdir()
    rows = "1\t0\n" * 40 + "0\t0\n" * 50 + "0\t1\n" * 30 + "1\t1\n" * 20 + "0\t0\n1\t1\n" * 9
    (tmp_path / "marks" / "x_chr1_binary.txt").write_text(f"x\tchr1\nA\tB\n{rows}")
    places = ["--marks", str(tmp_path / "marks"), "--out", str(tmp_path / "out"), "--iterations", "3"]
    for states, said in (("2", ""), ("4", "4 states: several orders are equally good but for rounding")):
        assert run(["states", "learn", "--states", states, "--quiet", *places]) == 0
        assert capsys.readouterr().err.startswith(said)


@pytest.fixture
def annotation(tmp_path):
    folder = tmp_path / "annotation"
    folder.mkdir()
    (folder / "genes.bed").write_text("chr1\t1000\t90000\nchr5\t400\t20000\n")
    (folder / "anchors.starts.txt").write_text("chr1\t1000\t+\nchr5\t20000\t-\n")
    return folder


def learn_annotated(two_cells, out, annotation, *more):
    places = ["--marks", str(two_cells / "marks"), "--out", str(out), "--annotation", str(annotation)]
    return run(["states", "learn", "--states", "3", "--iterations", "3", "--quiet", *places, *more])


def test_learn_annotates_as_annotate_does(two_cells, tmp_path, annotation, capsys):
    assert learn_annotated(two_cells, tmp_path / "learnt", annotation, "--json") == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert {Path(path).name for path in files} == {path.name for path in (tmp_path / "learnt").iterdir()}
    for cell in ("one", "two"):
        places = ["--segments", str(tmp_path / "learnt" / f"{cell}_3_segments.bed")]
        places += ["--annotation", str(annotation), "--out", str(tmp_path / "apart"), "--no-figures"]
        assert run(["states", "annotate", *places]) == 0
    apart = {path.name: path.read_text() for path in (tmp_path / "apart").iterdir()}
    assert {"one_3_overlap.txt", "two_3_starts_neighborhood.txt", "two_3_labels.tsv"} <= set(apart)
    assert apart == {name: (tmp_path / "learnt" / name).read_text() for name in apart}


def test_learn_keeps_an_edited_table_and_says_so(two_cells, tmp_path, annotation, capsys):
    assert learn_annotated(two_cells, tmp_path / "out", annotation) == 0
    table = tmp_path / "out" / "two_3_labels.tsv"
    table.write_text("E1\tWE\nE2\tWE\nE3\tWE\n")
    capsys.readouterr()
    assert learn_annotated(two_cells, tmp_path / "out", annotation) == 0
    assert f"kept {table}, which was edited" in capsys.readouterr().err
    assert table.read_text() == "E1\tWE\nE2\tWE\nE3\tWE\n"


@pytest.mark.slow
def test_learn_with_annotation_and_figures_writes_the_report(two_cells, tmp_path, annotation, capsys):
    assert learn_annotated(two_cells, tmp_path / "out", annotation, "--figures") == 0
    assert "one_3_report.html" in capsys.readouterr().out
    assert (tmp_path / "out" / "two_3_report.html").stat().st_size


def test_anchors_without_a_strand_are_taken_on_purpose_alone(two_cells, tmp_path, annotation, capsys):
    (annotation / "anchors.sites.txt").write_text(
        "".join(f"{chrom}\t5000\t.\n{chrom}\t9000\t+\n" for chrom in ("chr1", "chr5"))
    )
    assert learn_annotated(two_cells, tmp_path / "out", annotation) == 2
    told = capsys.readouterr().err
    assert "anchors.sites.txt, line 1: no strand" in told
    assert "ask for --unstranded" in told
    assert learn_annotated(two_cells, tmp_path / "out", annotation, "--unstranded") == 0
    told = capsys.readouterr().err
    assert told.count("sites: 1 of 2 anchors have no strand and count as if on the + strand") == 1


def test_positions_around_anchors_are_a_bin_apart(two_cells, tmp_path, annotation, capsys):
    (annotation / "anchors.sites.txt").write_text("chr1\t5000\t-\nchr5\t5000\t+\n")
    table = tmp_path / "out" / "one_3_sites_neighborhood.txt"
    for more, spacing in (([], 500), (["--spacing", "70"], 70)):
        assert learn_annotated(two_cells, tmp_path / "out", annotation, "--bin", "500", *more) == 0
        offsets = table.read_text().splitlines()[0].split("\t")[1:]
        assert offsets == [str(spacing * place) for place in range(-10, 11)]
    assert learn_annotated(two_cells, tmp_path / "none", annotation, "--spacing", "0") == 2
    assert "--spacing 0: expected at least 1 base" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_folder_without_annotation_is_refused_before_learning(two_cells, tmp_path, annotation, capsys):
    (annotation / "genes.bed").unlink()
    assert learn_annotated(two_cells, tmp_path / "out", annotation) == 2
    assert "holds no .bed or .bed.gz file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_damaged_annotation_leaves_what_was_learnt(two_cells, tmp_path, annotation, capsys):
    (annotation / "genes.bed").write_text("chr1\t1000\t900\n")
    assert learn_annotated(two_cells, tmp_path / "out", annotation) == 2
    assert "genes.bed, line 1: the end is before the start" in capsys.readouterr().err
    assert (tmp_path / "out" / "one_3_segments.bed").exists()


@pytest.mark.slow
def test_neither_numba_nor_scipy_is_loaded_once_kernels_are_kept(two_cells, tmp_path, annotation):
    assert learn_annotated(two_cells, tmp_path / "first", annotation) == 0
    arguments = [
        "states",
        "learn",
        "--states",
        "3",
        "--iterations",
        "2",
        "--quiet",
        "--marks",
        str(two_cells / "marks"),
    ]
    arguments += ["--out", str(tmp_path / "second"), "--annotation", str(annotation)]
    program = (
        f"import sys; from babelix.cli.main import run; code = run({arguments!r}); "
        "heavy = {'numba', 'scipy', 'torch', 'matplotlib'} & set(sys.modules); print(code, heavy)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 set()"
