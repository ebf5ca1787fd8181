import json
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
    assert caught.value.setting == ("out",)


def test_bins_longer_than_every_chromosome(places):
    with pytest.raises(
        RequestError, match="no chromosome is as long as one bin of 2000 bases; choose smaller"
    ):
        binarize(places, bin_size=2000)
