import pytest

from babelix.training.plan import Plan
from babelix.training.state import State, no_sums


def test_a_checkpoint_gives_the_state_back_and_what_is_older_lacks_nothing():
    state = State(step=7, epoch=2, batch=3, best=-0.5, stale=1, tokens=11, sums={"total": 1.5})
    assert State.read({**vars(state), "average_updates": 5}) == state
    assert State.read({"step": 7}) == State(step=7)


def test_no_two_states_share_their_sums():
    State().sums["total"] = 5.0
    assert State().sums == no_sums() == {"total": 0.0, "negative": 0.0, "count": 0.0}


@pytest.mark.parametrize(("batching", "place"), [(11, (2, 1)), (5, (3, 0))], ids=["the same", "another"])
def test_the_epoch_of_other_batches_is_left(tmp_path, batching, place):
    state = State(step=7, epoch=2, batch=1, batching=11)
    state.go_on(Plan(steps=7, rate=float, batching=batching), tmp_path)
    assert (state.epoch, state.batch, state.batching) == (*place, batching)


def test_a_state_from_before_there_was_a_batching_stays_where_it_is(tmp_path):
    state = State.read({"step": 7, "epoch": 2, "batch": 1})
    state.go_on(Plan(steps=13, rate=float, batching=5), tmp_path)
    assert (state.epoch, state.batch, state.batching) == (2, 1, 5)
