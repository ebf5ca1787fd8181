import gzip
import json

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.marks.files import record_bin_size, write_marks
from babelix.chromatin.marks.folder import MANIFEST, Folder, Reuse


@pytest.fixture
def out(tmp_path):
    """Marks of two cells that binarize wrote, and one file of A that it did not."""
    for name, cell, chrom in (
        ("A_chr1_binary.txt", "A", "chr1"),
        ("A_chr2_binary.txt", "A", "chr2"),
        ("B_chr1_binary.txt.gz", "B", "chr1"),
    ):
        write_marks(tmp_path / name, cell, chrom, ("m", "n"), np.zeros((3, 2), np.uint8))
    (tmp_path / MANIFEST).write_text(json.dumps({"files": [path.name for path in tmp_path.iterdir()]}))
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / ".hidden_binary.txt").write_text("mine")
    (tmp_path / "old_binary").mkdir()
    return tmp_path


def folder(out, replace=False, add=False, bin_size=200, marks=("m", "n")):
    return Folder(out, "table.txt", {"A"}, marks, bin_size, Reuse(replace, add))


def names(found):
    return tuple([path.name for path in paths] for paths in found)


A, BOTH = ["A_chr1_binary.txt"], ["A_chr1_binary.txt", "A_chr2_binary.txt", "B_chr1_binary.txt.gz"]


def test_nothing_else_there_asks_for_nothing(out, tmp_path):
    assert folder(out).kept_and_gone(BOTH) == ([], [])
    assert folder(tmp_path / "absent").kept_and_gone(A) == ([], [])
    assert folder(tmp_path / "absent", add=True, replace=True).kept_and_gone(A) == ([], [])


def test_what_is_not_written_is_named(out):
    with pytest.raises(
        RequestError, match=r"does not write .*: A_chr2_binary.txt, B_chr1_binary.txt.gz; give"
    ):
        folder(out).kept_and_gone(A)
    for number in range(3, 9):
        (out / f"A_chr{number}_binary.txt").touch()
    with pytest.raises(RequestError, match=r"A_chr3_.*, A_chr7_binary.txt and 1 more; give another `out`"):
        folder(out).kept_and_gone(A)


def test_replace_takes_what_binarize_wrote_and_nothing_else(out):
    assert names(folder(out, replace=True).kept_and_gone(A)) == ([], BOTH[1:])
    (out / "A_chr3_binary.txt").write_text("by hand")
    with pytest.raises(
        RequestError, match=r"read: A_chr3_binary.txt; .* move them, for binarize did not write"
    ):
        folder(out, replace=True).kept_and_gone(A)
    (out / MANIFEST).unlink()
    with pytest.raises(
        RequestError, match=r"read: A_chr2_binary.txt, A_chr3_binary.txt, B_chr1.* did not write"
    ):
        folder(out, replace=True).kept_and_gone(A)


def test_add_keeps_other_cells_and_no_other_chromosome_of_these(out):
    assert names(folder(out, add=True).kept_and_gone(BOTH[:2])) == (BOTH[2:], [])
    with pytest.raises(
        RequestError, match=r"does not write .*: A_chr2_binary.txt; give another `out`, or ask for `re"
    ):
        folder(out, add=True).kept_and_gone(A)
    assert names(folder(out, add=True, replace=True).kept_and_gone(A)) == (BOTH[2:], BOTH[1:2])


def test_added_cells_have_the_same_marks_and_bins(out):
    said = r"B_chr1_binary.txt.gz, line 2: marks differ from table.txt: it lacks o; adds n"
    with pytest.raises(RequestError, match=said):
        folder(out, add=True, marks=("m", "o")).kept_and_gone(BOTH[:2])
    record_bin_size(out, 500)
    with pytest.raises(RequestError, match=r"in bins of 500 bases, and bins of 200 .*; give another `out`$"):
        folder(out, add=True, replace=True).kept_and_gone(BOTH[:2])
    with pytest.raises(
        RequestError, match=r"in bins of 500 bases, .*; give another `out`, or ask for `replace`$"
    ):
        folder(out).kept_and_gone(BOTH)
    assert names(folder(out, replace=True).kept_and_gone(A)) == ([], BOTH[1:])
    assert folder(out, add=True, bin_size=500).kept_and_gone(BOTH[:2]) == ([out / BOTH[2]], [])


def test_a_damaged_file_of_another_cell_is_named(out):
    (out / BOTH[2]).write_bytes(gzip.compress(b"B chr1\n"))
    with pytest.raises(
        RequestError, match=r"B_chr1_binary.txt.gz: expected two header lines|line 1: expected cell"
    ):
        folder(out, add=True).kept_and_gone(BOTH[:2])


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"files": 3}'])
def test_a_damaged_record_is_told_of_where_it_is_needed(out, text):
    (out / MANIFEST).write_text(text)
    assert folder(out).kept_and_gone(BOTH) == ([], [])
    with pytest.raises(RequestError, match=r"binarize\.json: expected the record of an earlier run"):
        folder(out, replace=True).kept_and_gone(A)
