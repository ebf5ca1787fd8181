import numpy as np
import pytest

from babelix.tracks import batches
from babelix.tracks.batches import Ask, answered, narrowed, together

LETTERS = np.frombuffer(b"GATTACACGCATCCGTAAGGCTTGACGTACCGGGATCTTCAACGGGT", np.uint8)
TRACKS = [0, 1]


def windows(*starts, bases=20):
    return tuple(LETTERS[start : start + bases] for start in starts)


def counted(*starts, bases=20):
    return Ask(windows(*starts, bases=bases), lambda found: [each.sum(0).tolist() for each in found])


def by_hand(start, bases=20):
    kept = LETTERS[start + 4 : start + bases - 4].tobytes()
    return [float(kept.count(b"G")), float(kept.count(b"C"))]


@pytest.fixture
def sizes(g_counter, monkeypatch):
    """How many windows each forward had."""
    seen, forward = [], g_counter.forward

    def watched(one_hot):
        seen.append(len(one_hot))
        return forward(one_hot)

    monkeypatch.setattr(g_counter, "forward", watched, raising=False)
    return seen


@pytest.mark.parametrize("batch_size", [1, 2, 3, 7, 100])
def test_answers_come_in_order_with_any_batch_size(g_counter, batch_size):
    asks = [counted(0, 3), counted(), counted(5), counted(7, 11, 2), counted()]
    found = list(answered(g_counter, asks, TRACKS, batch_size=batch_size))
    assert found == [[by_hand(0), by_hand(3)], [], [by_hand(5)], [by_hand(7), by_hand(11), by_hand(2)], []]


def test_batches_are_filled_and_a_window_shared_by_neighbors_is_predicted_once(g_counter, sizes):
    # The asks without windows between them do not part neighbors; the one of another place does.
    asks = [counted(0, 3), counted(), counted(0, 5), counted(0, 7), counted(9), counted(0, 11)]
    found = list(answered(g_counter, asks, TRACKS, batch_size=3))
    assert found[3] == [by_hand(0), by_hand(7)]
    assert found[5] == [by_hand(0), by_hand(11)]
    assert sizes == [3, 3, 1]  # 0 3 5, 7 9 0, 11


def test_windows_of_other_lengths_wait_apart(g_counter, sizes):
    asks = [counted(0), counted(0, bases=28), counted(3), counted(3, bases=28)]
    found = list(answered(g_counter, asks, TRACKS, batch_size=2))
    assert found == [[by_hand(0)], [by_hand(0, 28)], [by_hand(3)], [by_hand(3, 28)]]
    assert sizes == [2, 2]


def test_a_window_does_not_wait_for_ever_behind_many_that_ask_nothing(g_counter, sizes, monkeypatch):
    monkeypatch.setattr(batches, "_WAITING", 5)
    read = []

    def asks():
        yield counted(0)
        for number in range(31):
            read.append(number)
            yield counted()

    first = next(answered(g_counter, asks(), TRACKS, batch_size=4))
    assert first == [by_hand(0)]
    assert len(read) == 5


def test_asks_are_joined_and_narrowed(g_counter):
    ask = together([narrowed(counted(0, 3), [1]), counted(5)])
    (found,) = answered(g_counter, [ask], TRACKS)
    assert found == [[by_hand(0)[1:], by_hand(3)[1:]], [by_hand(5)]]
