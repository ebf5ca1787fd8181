import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.markov.checkpoint import Checkpoint
from babelix.chromatin.markov.learning import Learning
from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes.expectation import Statistics

NAMES = ("A", "B", "C")


def learning(seed, files=5):
    """Two states of three marks, seen in five files."""
    draw = np.random.default_rng(seed).random
    model = Model(NAMES, draw(2), draw((2, 2)), draw((2, 3)))
    each = [Statistics(-float(k), draw(2), draw((2, 2)), draw((2, 3)), draw((2, 3))) for k in range(files)]
    return Learning(model, [-7.5, -3.25], each, True)


def test_what_is_saved_comes_back(tmp_path):
    state = learning(1)
    Checkpoint(tmp_path / "kept.npz", {"states": 2}).save(state)
    found = Checkpoint(tmp_path / "kept.npz", {"states": 2}).load(NAMES)
    assert (found.trace, found.converged, found.model.names) == ([-7.5, -3.25], True, NAMES)
    for part in ("initial", "transition", "emission"):
        np.testing.assert_array_equal(getattr(found.model, part), getattr(state.model, part))
    for ours, theirs in zip(found.statistics, state.statistics, strict=True):
        assert ours.log_likelihood == theirs.log_likelihood
        for part in ("first", "transitions", "present", "absent"):
            np.testing.assert_array_equal(getattr(ours, part), getattr(theirs, part))


def test_it_saves_when_the_last_save_is_old_and_when_flushed(tmp_path):
    often, seldom = Checkpoint(tmp_path / "often.npz", {}, 0.0), Checkpoint(tmp_path / "seldom.npz", {}, 1e9)
    state = learning(1)
    seldom.flush()
    for kept in (often, seldom):
        kept(state)
    assert [path.name for path in tmp_path.iterdir()] == ["often.npz"]
    state.trace.append(-1.0)  # goes on, and is not saved
    seldom.flush()
    assert seldom.load(NAMES).trace == often.load(NAMES).trace == [-7.5, -3.25]
    for kept in (often, seldom, seldom):
        kept.discard()
    assert not list(tmp_path.iterdir())


def test_nothing_kept_is_nothing_to_go_on_with(tmp_path):
    assert Checkpoint(tmp_path / "kept.npz", {}).load(NAMES) is None


def test_another_tasks_state_is_refused(tmp_path):
    Checkpoint(tmp_path / "kept.npz", {"states": 2}).save(learning(1))
    with pytest.raises(
        RequestError,
        match=r"kept.npz was kept for other marks or settings; learn without `resume`, or into another folder",
    ) as caught:
        Checkpoint(tmp_path / "kept.npz", {"states": 3}).load(NAMES)
    assert caught.value.setting == ("resume",)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"something else"])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "kept.npz").write_bytes(content)
    with pytest.raises(RequestError, match=r"kept.npz is damaged \(.*\); delete it and learn from the start"):
        Checkpoint(tmp_path / "kept.npz", {}).load(NAMES)
