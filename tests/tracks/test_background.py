import numpy as np
import pytest
from scipy.stats import percentileofscore

from babelix.base.errors import RequestError
from babelix.tracks.background import made, read_background, write_background

ABOUT = {"model": "m", "window": 28}
VALUES = [-3.0, 1.0, 2.0, -1.0, 0.5]


def row(value):
    return {"a": {"sad": value, "l2": abs(value)}, "b": {"sad": 2 * value, "l2": 0.0, "sar": value}}


@pytest.fixture
def background():
    return made(ABOUT, ("a", "b"), [row(value) for value in VALUES])


def test_sizes_are_sorted_and_what_a_track_lacks_is_absent(background):
    assert (background.count, set(background.sizes)) == (5, {"sad", "l2"})
    assert background.sizes["sad"].tolist() == [[0.5, 1, 1, 2, 3], [1, 2, 2, 4, 6]]


@pytest.mark.parametrize("value", [0.0, 0.5, -1.0, 1.0, 1.5, -3.0, 9.0])
def test_a_percentile_is_scipys_of_sizes(background, value):
    expected = percentileofscore(np.abs(VALUES), abs(value), kind="mean")
    assert background.percentile("a", "sad", value) == pytest.approx(expected)


def test_by_hand(background):
    assert background.percentile("a", "sad", -1.0) == 40  # one below, half of two alike
    assert background.percentile("b", "sad", 3.0) == 60
    assert background.percentile("b", "l2", 0.0) == 50
    assert background.percentile("a", "sar", 1.0) is None


def test_a_file_is_read_as_it_was_written(background, tmp_path):
    write_background(background, tmp_path / "b.npz")
    again = read_background(tmp_path / "b.npz")
    assert (again.about, again.tracks) == (ABOUT, ("a", "b"))
    assert {name: sizes.tolist() for name, sizes in again.sizes.items()} == {
        name: sizes.tolist() for name, sizes in background.sizes.items()
    }
    write_background(again, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_other_settings_are_refused(background):
    background.check({"model": "m", "window": 28, "tracks": ["b"]}, "b.npz")
    with pytest.raises(
        RequestError, match=r"`background` b.npz: its window is 28, what scores has 20; make one with"
    ):
        background.check({"model": "m", "window": 20}, "b.npz")
    with pytest.raises(
        RequestError, match=r"its averaging \(\[bases moved, other strand read\]\) is None, what"
    ):
        background.check({"views": [[0, False]]}, "b.npz")
    with pytest.raises(RequestError, match="its tracks is of a, b, what scores has c too"):
        background.check({"tracks": ["b", "c"]}, "b.npz")


@pytest.mark.parametrize("content", [b"", b"something", b"PK\x03\x04cut off"])
def test_what_is_no_background_is_refused(tmp_path, content):
    (tmp_path / "b.npz").write_bytes(content)
    with pytest.raises(
        RequestError, match=r"b.npz: expected a file that `babelix variants background` wrote"
    ):
        read_background(tmp_path / "b.npz")


def test_a_cut_off_or_foreign_file_is_refused(background, tmp_path):
    write_background(background, tmp_path / "b.npz")
    whole = (tmp_path / "b.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    np.savez(tmp_path / "other.npz", x=np.arange(3))
    for name in ("cut.npz", "other.npz"):
        with pytest.raises(RequestError, match="expected a file that `babelix variants background` wrote"):
            read_background(tmp_path / name)
    with pytest.raises(RequestError, match="no such file"):
        read_background(tmp_path / "none.npz")


def test_no_variant_is_no_background():
    with pytest.raises(RequestError, match="no variant of the background could be scored"):
        made(ABOUT, ("a",), [])
