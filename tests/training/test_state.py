from babelix.training.state import State, no_sums


def test_a_checkpoint_gives_the_state_back_and_what_is_older_lacks_nothing():
    state = State(step=7, epoch=2, batch=3, best=-0.5, stale=1, tokens=11, sums={"total": 1.5})
    assert State.read({**vars(state), "average_updates": 5}) == state
    assert State.read({"step": 7}) == State(step=7)


def test_no_two_states_share_their_sums():
    State().sums["total"] = 5.0
    assert State().sums == no_sums() == {"total": 0.0, "negative": 0.0, "count": 0.0}
