import itertools

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.segments.segments import joined, of_bins, read_segments, write_segments


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


def test_ends_of_chromosomes_count_among_borders_where_they_may_be_whole_bins(tmp_path):
    rows = [f"chr{i}\t0\t600\tE1\nchr{i}\t600\t1000\tE2\n" for i in range(1, 9)]
    (tmp_path / "s.bed").write_text("".join(rows))
    assert read_segments(tmp_path / "s.bed").bin_size() == 200
    (tmp_path / "s.bed").write_text("".join(rows).replace("1000", "1003"))
    assert read_segments(tmp_path / "s.bed").bin_size() == 600


@pytest.mark.parametrize(
    ("starts", "size"),
    [
        ([], 200),  # one segment tells nothing
        ([600], 200),
        ([1000, 3000, 4000, 7000], 200),  # of bins of 200, one segmentation in 625 has such borders
        ([1000, 3000, 4000, 7000, 8000], 1000),  # and one in 3,125
        ([400 * i for i in range(1, 10)], 200),  # one in 512
        ([400 * i for i in range(1, 11)], 400),  # one in 1,024
        ([500], 500),
        ([100, 250], 50),
        ([100, 250, 333], 1),
    ],
)
def test_borders_tell_the_bins_where_they_are_many(tmp_path, starts, size):
    borders = [0, *starts, 9001]
    rows = [f"chr1\t{a}\t{b}\tE{1 + i % 2}\n" for i, (a, b) in enumerate(itertools.pairwise(borders))]
    (tmp_path / "s.bed").write_text("".join(rows))
    assert read_segments(tmp_path / "s.bed").bin_size() == size


def test_whole_bins_begin_where_bins_do(tmp_path):
    (tmp_path / "s.bed").write_text("chr2\t0\t600\tE1\nchr2\t600\t930\tE2\n")
    assert read_segments(tmp_path / "s.bed").in_bins(200).intervals.end.tolist() == [600, 1000]
    with pytest.raises(
        RequestError, match=r"s\.bed: a segment begins at chr2:600 .* inside a bin of 400"
    ) as told:
        read_segments(tmp_path / "s.bed").in_bins(400)
    assert told.value.setting == ("bin_size",)


def test_labelled_states_are_ordered_by_number(tmp_path):
    names = ["18_Quies", "2_TssFlnk", "10_TssBiv", "1_TssA"]
    (tmp_path / "s.bed").write_text(
        "".join(f"chr1\t{200 * i}\t{200 * i + 200}\t{n}\n" for i, n in enumerate(names))
    )
    found = read_segments(tmp_path / "s.bed")
    assert found.states == ("1_TssA", "2_TssFlnk", "10_TssBiv", "18_Quies")
    assert [found.states[code] for code in found.codes] == names


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
