import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.segments.segments import (
    number_of,
    of_bins,
    read_segments,
    write_coloured,
    write_segments,
)


def test_states_are_ordered_by_number_and_segments_by_place(tmp_path):
    (tmp_path / "s.bed").write_text("chr1\t600\t1000\tE10\nchr1\t0\t600\tE2\nchr2\t0\t503\tE2\n")
    found = read_segments(tmp_path / "s.bed")
    assert found.states == ("E2", "E10")
    assert found.intervals.start.tolist() == [0, 600, 0]
    assert found.bases().tolist() == [1103, 400]
    assert found.counts().tolist() == [2, 1]
    assert found.bin_size() == 200
    (tmp_path / "t.bed").write_text("chr1\t0\t150\tE1\nchr1\t150\t200\tE2\nchr1\t200\t333\tE1\n")
    assert read_segments(tmp_path / "t.bed").bin_size() == 50
    assert (number_of("E10"), number_of("7"), number_of("TSS")) == ("10", "7", "TSS")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chr1\t0\t400\tE1\nchr1\t200\t600\tE2\n", r"s\.bed: segments overlap at chr1:200"),
        ("chr1\t0\t400\n", "with a state in column 4, got a line without"),
        ("", "with a state in column 4, got none"),
    ],
)
def test_errors(tmp_path, text, said):
    (tmp_path / "s.bed").write_text(text)
    with pytest.raises(RequestError, match=said):
        read_segments(tmp_path / "s.bed")


def test_bins_to_segments_and_back(tmp_path):
    labels = [np.array([0, 0, 1, 1, 1], np.int32), np.array([1], np.int32)]
    found = of_bins(labels, ["chr1", "chr2"], 37, ("S1", "S2"), "labels")
    write_segments(tmp_path / "s.bed", found)
    assert (tmp_path / "s.bed").read_text() == "chr1\t0\t74\tS1\nchr1\t74\t185\tS2\nchr2\t0\t37\tS2\n"
    write_coloured(
        tmp_path / "d.bed",
        read_segments(tmp_path / "s.bed"),
        "t",
        {s: (s + "x", (1, 2, 3)) for s in found.states},
    )
    assert (tmp_path / "d.bed").read_text().splitlines()[1] == "chr1\t0\t74\tS1x\t0\t.\t0\t74\t1,2,3"
