import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.markov.tracks import LengthCheck, chromosome_end, read_tracks, refuse_twice
from babelix.chromatin.marks.files import write_marks


@pytest.fixture
def paths(tmp_path):
    """Two cells of 3 and 5 bins, on chromosomes chr1 and chr2."""
    found = [tmp_path / "b_binary.txt", tmp_path / "a_binary.txt"]
    write_marks(found[0], "b", "chr1", ["A", "B", "C"], np.eye(3, dtype=np.uint8))
    write_marks(found[1], "a", "chr2", ["A", "B", "C"], np.eye(5, 3, dtype=np.uint8))
    return found


def test_tracks_come_in_the_order_of_the_paths(paths):
    looked_at = []
    tracks = read_tracks(paths, 2, lambda marks: looked_at.append(marks.cell))
    assert [(track.cell, track.chrom, track.bins) for track in tracks] == [("b", "chr1", 3), ("a", "chr2", 5)]
    assert [track.origin for track in tracks] == paths
    assert [track.steps.bins.sum() for track in tracks] == [3, 5]
    assert sorted(looked_at) == ["a", "b"]


def test_one_chromosome_of_one_cell_in_two_files_is_refused(paths, tmp_path):
    write_marks(tmp_path / "c_binary.txt", "b", "chr1", ["A", "B", "C"], np.eye(7, 3, dtype=np.uint8))
    with pytest.raises(
        RequestError,
        match=r"c_binary.txt, line 1: cell b, chromosome chr1 is also in .*b_binary.txt; keep one",
    ):
        read_tracks([*paths, tmp_path / "c_binary.txt"], 1)
    tracks = read_tracks(paths, 1)
    refuse_twice([tracks[0], tracks[1], tracks[0]])  # the same file is no other


def test_tracks_end_by_the_sizes_or_by_their_bins(paths, tmp_path):
    (tmp_path / "sizes").write_text("chr1\t550\nchr2\t1100\n")
    first, second = read_tracks(paths, 1)
    assert LengthCheck(None, 200).end(first) == 600
    lengths = LengthCheck(tmp_path / "sizes", 200)
    assert (lengths.end(first), lengths.end(second)) == (550, 1000)
    with pytest.raises(
        RequestError, match=r"b_binary.txt: chr1 has 3 bins of 100 bp .* shorter than the 550"
    ):
        LengthCheck(tmp_path / "sizes", 100).end(first)


def test_a_chromosome_ends_where_its_sizes_say():
    sizes = {"chr1": 1050}
    assert chromosome_end("chr1", 5, 200, sizes, "x.txt", "sizes") == 1000
    assert chromosome_end("chr1", 6, 200, sizes, "x.txt", "sizes") == 1050
    for bins, word in ((4, "shorter"), (7, "longer")):
        with pytest.raises(RequestError) as caught:
            chromosome_end("chr1", bins, 200, sizes, "x.txt", "hg19.sizes")
        assert f"x.txt: chr1 has {bins} bins of 200 bp ({bins * 200:,} bases), {word} than the 1,050" in str(
            caught.value
        )
        assert "hg19.sizes" in str(caught.value)
    with pytest.raises(
        RequestError,
        match=r"x.txt: chromosome 'chr2' is not in sizes, which has chr1; use files of one assembly",
    ):
        chromosome_end("chr2", 5, 200, sizes, "x.txt", "sizes")
