import json
from dataclasses import replace
from typing import Any

import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.marks.files import read_marks, recorded_bin_size
from babelix.workflows.states.binarize import Places, binarize


@pytest.fixture
def places(tmp_path):
    """Two cells and two marks; 23 reads on chr1 whose 5' ends lie at 100 to 166, one on chr2."""
    (tmp_path / "sizes").write_text("chr1\t1009\nchr2\t503\n")
    rows = [f"r\tchr1\t{100 + 3 * i}\t{136 + 3 * i}\t+\n" for i in range(23)] + ["r\tchr2\t7\t43\t-\n"]
    (tmp_path / "a.txt").write_text("".join(rows))
    (tmp_path / "table").write_text("X\tm\ta.txt\nY\tn\ta.txt\n")
    return Places(tmp_path / "table", tmp_path, tmp_path / "sizes", tmp_path / "out")


def test_named_values_reach_counting_and_rule(places):
    """5' ends moved by 50 lie at 150 to 216: 17 reads in bin 1 and 6 in bin 2 of 10, where 24 / 15 are expected.

    At 1e-2 five reads are enough (P(6 or more) = 0.006), at the default 1e-4 six are not.
    """
    how: dict[str, Any] = {"columns": "1,2,3,4", "bin_size": 100, "shift": 50}
    done = binarize(places, **how)
    assert (done.bin_size, done.marks, done.reads) == (100, ("m", "n"), {"counted": 24})
    assert done.present["X_chr1_binary.txt"] == {"m": 0.1, "n": 0.0}
    assert binarize(places, **how, p_value=1e-2).present["X_chr1_binary.txt"]["m"] == 0.2
    assert binarize(places, **how, p_value=1e-2, least=7).present["X_chr1_binary.txt"]["m"] == 0.1
    with pytest.raises(RequestError, match="`p_value` 2: expected a probability"):
        binarize(places, **how, p_value=2)
    with pytest.raises(TypeError, match="shfit"):
        binarize(places, shfit=50)


def test_what_is_written(places):
    done = binarize(places, columns="1,2,3,4", packed=True, stack=True)
    assert [path.name for path in done.files] == ["genome_chr1_binary.txt.gz", "genome_chr2_binary.txt.gz"]
    marks = read_marks(done.files[0])
    assert (marks.cell, marks.names, marks.bins) == ("genome", ("X_m", "Y_n"), 5)
    assert recorded_bin_size(places.out) == 200
    record = json.loads((places.out / "binarize.json").read_text())
    assert record["files"] == [path.name for path in done.files]
    assert record["reads"] == {"counted": 24}
    assert record["reads_by_file"]["a.txt"]["counted"] == 24


def test_a_folder_has_one_bin_size(places):
    binarize(places, columns="1,2,3,4")
    with pytest.raises(
        RequestError, match=r"out holds marks in bins of 200 bases, and bins of 100 .*; give another `out`"
    ) as caught:
        binarize(places, columns="1,2,3,4", bin_size=100)
    assert caught.value.setting == ("out", "replace")
    done = binarize(places, columns="1,2,3,4", bin_size=100, replace=True)
    assert (recorded_bin_size(places.out), done.gone) == (100, ())
    assert read_marks(done.files[0]).bins == 10


def marks_files(folder):
    return sorted(path.name for path in folder.iterdir() if "_binary" in path.name)


def test_files_of_an_earlier_run_are_refused_or_replaced_whole(places):
    """The second run has no chr2: what the first wrote of it would be learnt from."""
    binarize(places, columns="1,2,3,4")
    first = {path.name: path.read_bytes() for path in places.out.iterdir()}
    places.sizes.write_text("chr1\t1009\n")
    how: dict[str, Any] = {"columns": "1,2,3,4", "skip_unknown": True, "least": 25}
    said = r"out holds marks files that this run does not write .*: X_chr2_binary.txt, Y_chr2_binary.txt; .*`replace`"
    with pytest.raises(RequestError, match=said) as told:
        binarize(places, **how)
    assert told.value.setting == ("out", "replace", "add")
    assert {path.name: path.read_bytes() for path in places.out.iterdir()} == first
    done = binarize(places, **how, replace=True)
    assert [path.name for path in done.gone] == ["X_chr2_binary.txt", "Y_chr2_binary.txt"]
    assert marks_files(places.out) == ["X_chr1_binary.txt", "Y_chr1_binary.txt"]
    assert json.loads((places.out / "binarize.json").read_text())["files"] == marks_files(places.out)
    assert (places.out / "X_chr1_binary.txt").read_bytes() != first["X_chr1_binary.txt"]


def test_a_chromosome_that_lost_its_reads_is_told_of_before_anything_is_written(places):
    """Only the reads tell that chr2, which the sizes name, will not be written."""
    binarize(places, columns="1,2,3,4")
    before = {path.name: path.read_bytes() for path in places.out.iterdir()}
    reads = places.reads / "a.txt"
    reads.write_text(reads.read_text().replace("chr2", "chr1"))
    with pytest.raises(RequestError, match=r"does not write .*: X_chr2_binary.txt, Y_chr2_binary.txt;"):
        binarize(places, columns="1,2,3,4")
    assert {path.name: path.read_bytes() for path in places.out.iterdir()} == before


@pytest.mark.parametrize("replace", [False, True])
def test_a_run_that_fails_leaves_the_folder_as_it_was(places, replace):
    binarize(places, columns="1,2,3,4", packed=True)
    before = {path.name: path.read_bytes() for path in places.out.iterdir()}
    (places.reads / "a.txt").write_text("r\tchr1\t100\t136\t+\nr\tchr1\tx\t136\t+\n")
    with pytest.raises(RequestError, match=r"a\.txt, line 2" if replace else "X_chr1_binary.txt.gz"):
        binarize(places, columns="1,2,3,4", replace=replace)
    assert {path.name: path.read_bytes() for path in places.out.iterdir()} == before


def test_a_folder_that_a_failed_run_made_is_taken_away(places):
    (places.reads / "a.txt").write_text("r\tchr1\tx\t136\t+\n")
    with pytest.raises(RequestError, match=r"a\.txt, line 1"):
        binarize(replace(places, out=places.out / "deep", counts=places.out / "counts"), columns="1,2,3,4")
    assert not places.out.exists()


def test_another_cell_is_added_on_purpose(places):
    binarize(places, columns="1,2,3,4")
    places.cellmark.write_text("Z\tm\ta.txt\nZ\tn\ta.txt\n")
    with pytest.raises(
        RequestError, match=r"X_chr1_binary.txt, .*; give another `out`, .* or ask for `add` to keep"
    ):
        binarize(places, columns="1,2,3,4")
    done = binarize(places, columns="1,2,3,4", add=True)
    assert [path.name for path in done.kept] == [
        f"{c}_{n}_binary.txt" for c in "XY" for n in ("chr1", "chr2")
    ]
    record = json.loads((places.out / "binarize.json").read_text())
    assert record["files"] == marks_files(places.out)
    assert list(record["present"]) == record["files"]
    assert [path.name for path in done.files] == ["Z_chr1_binary.txt", "Z_chr2_binary.txt"]
    # All of it may be replaced by one run now.
    places.cellmark.write_text("W\tm\ta.txt\n")
    assert len(binarize(places, columns="1,2,3,4", replace=True).gone) == 6
    assert marks_files(places.out) == ["W_chr1_binary.txt", "W_chr2_binary.txt"]


def test_bins_longer_than_every_chromosome(places):
    with pytest.raises(
        RequestError, match="no chromosome is as long as one bin of 2000 bases; choose smaller"
    ):
        binarize(places, bin_size=2000)
