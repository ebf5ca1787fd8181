import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.segments.segments import joined, number_of, of_bins, read_segments, write_segments


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
    states = ("S1", "S2")
    first = of_bins(np.array([0, 0, 1, 1, 1], np.uint16), "chr1", 37, states)
    second = of_bins(np.array([1], np.int32), "chr2", 37, states)
    found = joined([first, second])
    write_segments(tmp_path / "s.bed", found)
    assert (tmp_path / "s.bed").read_text() == "chr1\t0\t74\tS1\nchr1\t74\t185\tS2\nchr2\t0\t37\tS2\n"
    again = read_segments(tmp_path / "s.bed")
    assert again.states == found.states == states
    assert again.codes.tolist() == found.codes.tolist() == [0, 1, 1]
    assert again.bases().tolist() == found.bases().tolist() == [74, 148]


def test_the_last_segment_ends_where_the_chromosome_does():
    codes = np.array([1, 1, 0, 1, 1, 1], np.uint16)
    found = of_bins(codes, "chr1", 200, ("E1", "E2"), 1130).intervals
    assert (found.start.tolist(), found.end.tolist()) == ([0, 400, 600], [400, 600, 1130])
    assert of_bins(np.zeros(3, np.uint16), "chr1", 200, ("E1",)).intervals.end.tolist() == [600]


def test_a_state_that_occurs_nowhere_keeps_its_place():
    found = of_bins(np.array([2, 2, 0], np.uint16), "chr1", 200, ("E1", "E2", "E3"))
    assert found.codes.tolist() == [2, 0]
    assert found.bases().tolist() == [200, 0, 400]
    assert found.counts().tolist() == [1, 0, 1]


def test_joined_chromosomes_keep_their_order():
    states = ("E1", "E2")
    parts = [
        of_bins(np.array(codes), chrom, 10, states)
        for chrom, codes in (("b", [0, 1]), ("a", [1]), ("c", [1, 0]))
    ]
    found = joined(parts).intervals
    assert found.chroms == ("b", "a", "c")
    assert found.chrom.tolist() == [0, 0, 1, 2, 2]
    assert [name for name, _ in found.by_chrom()] == ["b", "a", "c"]
