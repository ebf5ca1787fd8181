import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.markov.training_set import read_training_set
from babelix.chromatin.marks.files import write_marks

NAMES = ["A", "B", "C"]


@pytest.fixture
def paths(tmp_path):
    """Files of 53 and 41 bins of three marks."""
    draw = np.random.default_rng(3)
    found = [tmp_path / f"{cell}_binary.txt" for cell in ("one", "two")]
    for path, bins in zip(found, (53, 41), strict=True):
        rows = draw.integers(0, 2, (bins, 3)).astype(np.uint8)
        write_marks(path, path.name[:3], "chr1", NAMES, rows)
    return found


def test_without_a_share_everything_is_learnt_from(paths):
    data = read_training_set(paths, threads=2)
    assert data.names == ("A", "B", "C")
    assert sorted((track.cell, track.bins) for track in data.tracks) == [("one", 53), ("two", 41)]
    assert (data.bins, data.bins_held_out, len(data.learn_from), len(data.pairs)) == (94, 0, 2, 2)
    assert [int(each.counts.sum()) for each in data.pairs] == [track.bins - 1 for track in data.tracks]


def test_held_out_pieces_are_of_the_share_and_the_tracks_whole(paths, monkeypatch):
    monkeypatch.setattr("babelix.chromatin.markov.selection.PIECE", 7)
    data = read_training_set(paths, 0.4, 5)
    assert data.bins + data.bins_held_out == sum(track.bins for track in data.tracks) == 94
    assert 20 < data.bins_held_out < 55
    assert len(data.pairs) == len(data.learn_from) > 2
    assert sum(int(each.counts.sum()) for each in data.pairs) == data.bins - len(data.pairs)


def test_a_share_that_leaves_nothing_on_one_side(paths):
    with pytest.raises(
        RequestError,
        match=r"holding out 1e-09 leaves nothing on one side of 2 file\(s\); choose another share",
    ):
        read_training_set(paths, 1e-9, 5)


def test_files_of_other_marks_are_refused(paths, tmp_path):
    write_marks(tmp_path / "x_binary.txt", "x", "chr1", ["A", "B", "D"], np.eye(3, dtype=np.uint8))
    with pytest.raises(RequestError, match="marks differ from"):
        read_training_set([*paths, tmp_path / "x_binary.txt"])
