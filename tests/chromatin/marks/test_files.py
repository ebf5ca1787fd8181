import gzip
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.chromatin.marks.check import SameMarks
from babelix.chromatin.marks.files import (
    mark_files,
    read_marks,
    record_bin_size,
    recorded_bin_size,
    settle_bin_size,
    write_marks,
)

HEAD = "cell\tchr1\nA\tB\tC\n"


def written(tmp_path: Path, text: str, name: str = "cell_chr1_binary.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, newline="")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(RequestError) as caught:
        read_marks(path)
    return str(caught.value)


def test_runs_of_equal_bins(tmp_path):
    marks = read_marks(written(tmp_path, HEAD + "0\t0\t0\n0\t0\t0\n1\t0\t2\n0\t0\t0\n"))
    assert (marks.cell, marks.chrom, marks.names, marks.bins) == ("cell", "chr1", ("A", "B", "C"), 4)
    assert marks.patterns.tolist() == [[0, 0, 0], [1, 0, 2]]
    assert marks.pattern.tolist() == [0, 1, 0]
    assert marks.length.tolist() == [2, 1, 1]


def test_last_line_without_end_and_windows_line_ends(tmp_path):
    text = HEAD + "0\t1\t0\n2\t1\t0"
    plain = read_marks(written(tmp_path, text)).rows()
    windows = read_marks(written(tmp_path, text.replace("\n", "\r\n"), "b_chr1_binary.txt")).rows()
    assert plain.tolist() == windows.tolist() == [[0, 1, 0], [2, 1, 0]]


def test_a_byte_order_mark_is_no_part_of_the_cells_name(tmp_path):
    assert read_marks(written(tmp_path, "\ufeff" + HEAD + "0\t0\t1\n")).cell == "cell"


@pytest.mark.parametrize("first", ["../cell\tchr1", "cell\tchr1/2"])
def test_names_that_would_lead_out_of_the_folder(tmp_path, first):
    said = refusal(written(tmp_path, first + "\nA\tB\tC\n0\t0\t1\n"))
    assert "line 1: cell" in said
    assert "become parts of files' names; take the '/' out" in said


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=3, max_size=3), min_size=1, max_size=53))
def test_round_trip(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("marks") / "x_chr1_binary.txt.gz"
    write_marks(path, "x", "chr1", ["A", "B", "C"], np.array(rows, np.uint8))
    assert read_marks(path).rows().tolist() == rows


def test_runs_go_on_across_pieces(tmp_path, monkeypatch):
    path = written(tmp_path, HEAD + "0\t0\t0\n" * 31 + "1\t0\t0\n" * 7)
    monkeypatch.setattr("babelix.chromatin.marks.files._BLOCK", 13)
    marks = read_marks(path)
    assert marks.length.tolist() == [31, 7]
    assert marks.patterns.tolist() == [[0, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "0\t0\t0\n0\t3\t0\n", "line 4: expected 0, 1 or 2 (missing), got '3'"),
        (
            HEAD + "0\t0\t0\n0\t0\n",
            "line 4: expected 3 tab-separated values, one for each mark of line 2, got 2",
        ),
        (HEAD + "0\t0\t0\n\n0\t0\t0\n", "line 4: expected 3 tab-separated values"),
        (HEAD + "0 0 0\n", "line 3: expected 3 tab-separated values"),
        (HEAD, "no bins after the two header lines"),
        ("cell chr1\nA\tB\n0\t0\n", "line 1: expected cell<TAB>chromosome, got 'cell chr1'"),
        ("cell\tchr1\nA\tA\n0\t0\n", "line 2: expected every mark's name once"),
        ("cell\tchr1\n", "expected two header lines"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path, text, said):
    path = written(tmp_path, text)
    message = refusal(path)
    assert str(path) in message
    assert said in message
    assert "binarise again" in message


def test_a_truncated_gzip_file(tmp_path):
    path = tmp_path / "x_chr1_binary.txt.gz"
    path.write_bytes(gzip.compress((HEAD + "0\t0\t0\n" * 5000).encode())[:-20])
    assert refusal(path).startswith(f"{path}, after line 0: truncated or damaged gzip file")


def test_a_damaged_gzip_file(tmp_path):
    path = tmp_path / "x_chr1_binary.txt.gz"
    packed = bytearray(gzip.compress((HEAD + "0\t0\t0\n" * 5000).encode()))
    packed[10:14] = b"\xff" * 4  # zlib knows no such block
    path.write_bytes(bytes(packed))
    assert refusal(path).startswith(f"{path}, after line 0: truncated or damaged gzip file")


def test_a_gzip_file_cut_off_far_in_tells_how_far(tmp_path):
    path = tmp_path / "x_chr1_binary.txt.gz"
    path.write_bytes(gzip.compress((HEAD + "0\t1\t0\n" * 400_000).encode())[:-30])
    found = re.search(r"_binary\.txt\.gz, after line (\d+): truncated or damaged gzip file", refusal(path))
    assert found
    assert 100_000 < int(found[1]) < 400_000


def test_only_names_with_binary_are_read(tmp_path):
    for name in ("b_binary.txt", "a_binary.txt.gz", "notes.txt"):
        (tmp_path / name).write_text("")
    assert [path.name for path in mark_files(tmp_path)] == ["a_binary.txt.gz", "b_binary.txt"]
    (tmp_path / "old_binary").mkdir()
    (tmp_path / "._a_binary.txt").write_bytes(b"\x00")
    assert [path.name for path in mark_files(tmp_path)] == ["a_binary.txt.gz", "b_binary.txt"]
    with pytest.raises(RequestError, match="no such folder"):
        mark_files(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RequestError, match="holds no file with '_binary'"):
        mark_files(tmp_path / "empty")


def test_the_bin_size_is_carried_by_the_folder(tmp_path):
    assert recorded_bin_size(tmp_path) is None
    assert settle_bin_size(tmp_path, None) == 200
    assert settle_bin_size(tmp_path, 500) == 500
    record_bin_size(tmp_path, 1000)
    assert settle_bin_size(tmp_path, None) == 1000
    with pytest.raises(RequestError, match=r"bins.json says 1000 bp, `bin_size` asks for 200 bp"):
        settle_bin_size(tmp_path, 200)
    with pytest.raises(RequestError, match="the model was learnt with 500 bp"):
        settle_bin_size(tmp_path, None, 500)
    with pytest.raises(RequestError, match="`bin_size` 0: a bin has at least 1 base"):
        settle_bin_size(tmp_path, 0)
    (tmp_path / "bins.json").write_text('{"bin": "wide"}')
    with pytest.raises(RequestError, match="another whole number of bp"):
        recorded_bin_size(tmp_path)


def test_files_must_name_the_same_marks(tmp_path):
    same = SameMarks()
    same.add(read_marks(written(tmp_path, HEAD + "0\t1\t0\n")))
    with pytest.raises(RequestError, match=r"line 2: marks differ from .*: it lacks C; adds D; binarise all"):
        same.add(read_marks(written(tmp_path, "x\tchr1\nA\tB\tD\n0\t0\t0\n", "x_binary.txt")))
    with pytest.raises(RequestError, match="it has them in another order"):
        same.add(read_marks(written(tmp_path, "x\tchr1\nA\tC\tB\n0\t0\t0\n", "y_binary.txt")))


def test_an_empty_mark(tmp_path):
    same = SameMarks()
    same.add(read_marks(written(tmp_path, HEAD + "0\t1\t2\n1\t0\t0\n")))
    with pytest.raises(RequestError, match="line 2: mark C is present in no bin of 1 file"):
        same.finish()
    same.add(read_marks(written(tmp_path, HEAD + "0\t0\t1\n", "z_binary.txt")))
    assert same.finish() == ("A", "B", "C")
