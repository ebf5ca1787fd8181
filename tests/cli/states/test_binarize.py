import json

import pytest

from babelix.chromatin.marks.files import read_marks, recorded_bin_size
from babelix.cli.main import run


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sizes").write_text("chr1\t1009\nchr2\t503\n")
    rows = [f"chr1\t{100 + 3 * i}\t{136 + 3 * i}\tr\t0\t+\n" for i in range(29)] + ["chr2\t7\t43\tr\t0\t-\n"]
    (tmp_path / "a.bed").write_text("".join(rows))
    (tmp_path / "table").write_text("X\tm\ta.bed\n")
    return tmp_path


def command(folder, *more):
    places = ["--cellmark", "table", "--reads", ".", "--sizes", "sizes", "--out", "out"]
    words = [str(folder / word) if not word.startswith("--") else word for word in places]
    return run(["states", "binarize", *words, "--quiet", *more])


def test_files_bin_size_and_counts(folder, capsys):
    assert command(folder, "--bin", "100", "--counts", str(folder / "counts")) == 0
    said = capsys.readouterr().out
    assert "30 reads counted" in said
    marks = read_marks(folder / "out" / "X_chr1_binary.txt")
    assert (marks.cell, marks.chrom, marks.names, marks.bins) == ("X", "chr1", ("m",), 10)
    # 5' ends at 100 .. 184 moved by 100: all 29 in bin 2.
    assert marks.rows()[:, 0].tolist() == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert (folder / "counts" / "X_chr1_signal.txt").read_text().splitlines()[4] == "29"
    assert recorded_bin_size(folder / "out") == 100
    assert json.loads((folder / "out" / "binarize.json").read_text())["reads"] == {"counted": 30}


def test_json_gzip_stacked_and_dropped(folder, capsys):
    (folder / "black.bed").write_text("chr1\t180\t190\n")
    assert command(folder, "--json", "--gzip", "--stacked", "--blacklist", str(folder / "black.bed")) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["marks"] == ["X_m"]
    assert said["bin_size"] == 200
    assert [name.rsplit("/", 1)[1] for name in said["files"]] == [
        "genome_chr1_binary.txt.gz",
        "genome_chr2_binary.txt.gz",
    ]
    assert said["reads"]["blacklisted"] + said["reads"]["counted"] == 30


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--bin", "2000"], "no chromosome is as long as one bin of 2000 bases"),
        (["--columns", "0,1"], "--columns '0,1': expected chrom,start,end"),
        (
            ["--center", "--peaks"],
            "^babelix: of --center, --peaks and --paired only one can be chosen, and --mixed replaces --paired$",
        ),
        (["--p-value", "0"], "^babelix: --p-value 0: expected a probability between 0 and 1, such as 1e-4$"),
        (["--flank", "-1"], "^babelix: --flank -1: expected 0 or more$"),
    ],
)
def test_wrong_requests(folder, capsys, more, said):
    import re

    assert command(folder, *more) == 2
    assert re.search(said, capsys.readouterr().err.rstrip("\n"))


def test_a_wrong_line_is_named(folder, capsys):
    (folder / "a.bed").write_text("chr1\t100\t136\tr\t0\t+\n1\t100\t136\tr\t0\t+\n")
    assert command(folder) == 2
    assert "a.bed, line 2: chromosome '1' is not in" in capsys.readouterr().err
    assert command(folder, "--skip-unknown") == 0
    assert "1 reads dropped: chromosome without size" in capsys.readouterr().out


def test_one_folder_one_bin_size(folder, capsys):
    assert command(folder) == 0
    capsys.readouterr()
    assert command(folder, "--bin", "100") == 2
    assert (
        "holds marks in bins of 200 bases, and bins of 100 were asked for; give another --out"
        in capsys.readouterr().err
    )


def test_a_missing_strand_is_told_with_the_option_that_needs_none(folder, capsys):
    (folder / "a.bed").write_text("chr1\t100\t136\n")
    assert command(folder) == 2
    assert capsys.readouterr().err.endswith("; give one, or ask for --center\n")
    assert command(folder, "--center") == 0


def test_what_is_left_out_for_want_of_control_is_told(samples, tmp_path, capsys):
    case = samples / "control_lacks_chr2"
    places = ["--cellmark", case / "cm.txt", "--reads", case / "reads", "--sizes", case / "sizes.txt"]
    arguments = [*map(str, places), "--bin", "200", "--out", str(tmp_path / "out")]
    assert run(["states", "binarize", *arguments, "--quiet"]) == 0
    shown = capsys.readouterr()
    assert shown.err == "cell A: chr2 left out: reads, but no read of a control there\n"
    written = [path.name for path in (tmp_path / "out").glob("*_binary.txt")]
    assert written == ["A_chr1_binary.txt"]
    expected = case / "expected" / "A_chr1_binary.txt"
    assert (tmp_path / "out" / "A_chr1_binary.txt").read_text() == expected.read_text()


def test_what_an_earlier_run_left_is_named_replaced_or_kept(folder, capsys):
    assert command(folder) == 0
    (folder / "sizes").write_text("chr1\t1009\n")
    capsys.readouterr()
    assert command(folder, "--skip-unknown") == 2
    assert capsys.readouterr().err.endswith(
        "out holds marks files that this run does not write and learning would read: X_chr2_binary.txt; give "
        "another --out, or ask for --replace to remove them, or ask for --add to keep other cells beside these\n"
    )
    assert command(folder, "--skip-unknown", "--replace") == 0
    assert "out: removed, of an earlier run: X_chr2_binary.txt\n" in capsys.readouterr().err
    (folder / "table").write_text("Y\tm\ta.bed\n")
    assert command(folder, "--skip-unknown", "--add", "--json") == 0
    told = capsys.readouterr()
    assert "out: kept, of other cells: X_chr1_binary.txt\n" in told.err
    said = json.loads(told.out)
    assert (said["removed"], said["kept"]) == ([], [str(folder / "out" / "X_chr1_binary.txt")])
