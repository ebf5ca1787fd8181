from pathlib import Path

import numpy as np
import pytest

from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.order import (
    SLACK,
    JavaRandom,
    emission_distance,
    learning_order,
    mark_order,
    path_order,
    rounding_decides,
    state_order,
    transition_distance,
)


def test_java_random_gives_javas_numbers():
    # jshell: new java.util.Random(999).nextDouble(), three times; new java.util.Random(42).nextDouble() is well known.
    assert JavaRandom(42).double() == 0.7275636800328681


def test_learning_order_is_that_of_the_draws():
    paths = [
        Path(name) for name in ("two_chr1_binary", "one_chr2_binary", "one_chr1_binary", "one_chr10_binary")
    ]
    random = JavaRandom(999)
    draws = {path.name: random.double() for path in sorted(paths, key=lambda path: path.name)}
    expected = sorted(draws, key=lambda name: draws[name])
    assert [path.name for path in learning_order(paths)] == expected


def test_emission_distance_by_hand():
    distance = emission_distance(
        np.array([[0.1, 0.9, 0.1], [0.9, 0.1, 0.9], [0.2, 1.0, 0.2], [0.5, 0.5, 0.5]])
    )
    np.testing.assert_allclose(distance[0, 1], np.sqrt(2))
    np.testing.assert_allclose(distance[0, 2], 0, atol=1e-7)
    assert distance[0, 3] == 1


def test_transition_distance_by_hand():
    distance = transition_distance(np.array([[0.7, 0.3], [0.1, 0.9]]))
    np.testing.assert_allclose(distance, [[0.6, 1.6], [1.6, 0.2]])


def test_path_order_takes_the_shortest_greedy_path_and_the_first_of_equals():
    place = np.array([5.0, 0.0, 7.0, 1.0])
    assert path_order(np.abs(place[:, None] - place)) == [1, 3, 0, 2]
    assert path_order(np.ones((3, 3))) == [0, 1, 2]


def test_a_path_and_its_reverse_tie_whatever_the_rounding():
    # Steps along a line whose sum depends, in its last bit, on the end it starts from.
    steps = np.array([0.1, 0.2, 0.3])
    place = np.concatenate([[0], np.cumsum(steps)])[[3, 1, 0, 2]]
    distance = np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            low, high = sorted(np.searchsorted([0, 0.09, 0.29, 0.59], place[[i, j]], side="right") - 1)
            distance[i, j] = sum(steps[low:high])
    assert (0.3 + 0.2) + 0.1 < (0.1 + 0.2) + 0.3
    disturbed = distance * (1 + 1e-14)
    assert path_order(distance, SLACK) == path_order(disturbed, SLACK) == [0, 3, 1, 2]
    wanted = [2, 1, 3, 0]
    assert path_order(distance[np.ix_(wanted, wanted)], SLACK) == [0, 1, 2, 3]
    assert path_order(distance[np.ix_(wanted, wanted)]) == [3, 2, 1, 0]  # rounding decides


def test_with_slack_a_tie_falls_to_the_first_start_in_most_of_chromhmms_orders(samples):
    blocks = (samples / "orders" / "models.txt").read_text().strip().split("\n\n")
    same = 0
    for block in blocks:
        states, marks, *rows = block.split("\n")
        emission = np.array([[float(value) for value in row.split()] for row in rows])
        for table, shown in ((emission, states), (emission.T, marks)):
            same += path_order(emission_distance(table), SLACK) == [int(word) for word in shown.split()]
    assert same == 53


@pytest.mark.parametrize("case", range(30))
def test_orders_are_chromhmms_even_where_a_path_and_its_reverse_tie(samples, case):
    rows = (samples / "orders" / "models.txt").read_text().split("\n\n")[case].strip().split("\n")
    states, marks = ([int(x) for x in row.split()] for row in rows[:2])
    emission = np.array([[float(x) for x in row.split()] for row in rows[2:]])
    assert path_order(emission_distance(emission)) == states
    size = len(emission)
    names = tuple(map(str, range(emission.shape[1])))
    assert mark_order(Model(names, np.ones(size), np.eye(size), emission), slack=0.0) == marks


@pytest.mark.parametrize("case", range(20))
def test_orders_of_two_marks_are_chromhmms_for_its_own_parameters(samples, case):
    """All correlations are 1 or -1, and where rounding makes one more than 1 its distance is no number."""
    rows = (samples / "orders" / "two_marks.txt").read_text().split("\n\n")[case].strip().split("\n")
    states, marks = ([int(x) for x in row.split()] for row in rows[:2])
    emission = np.array([[float(x) for x in row.split()] for row in rows[2:]])
    assert path_order(emission_distance(emission)) == states
    assert path_order(emission_distance(emission.T)) == marks


def test_a_correlation_above_one_is_no_distance():
    # In doubles the correlation of the first two rows is 1.0000000000000002.
    distance = emission_distance(np.array([[0.1, 0.2], [0.1, 0.4], [0.9, 0.2]]))
    nothing = [[False, True, False], [True, False, False], [False, False, False]]
    off = ~np.eye(3, dtype=bool)
    assert (np.isnan(distance) & off).tolist() == nothing


def test_a_path_does_not_go_where_the_distance_is_no_number():
    nan = np.nan
    distance = np.array([[0, nan, 3.0], [nan, 0, 1.0], [3.0, 1.0, 0]])
    assert path_order(distance) == [0, 2, 1]  # not 2, 1, 0, which would end in a step that is none
    assert path_order(np.full((3, 3), nan)) == [0, 1, 2]


def test_whether_rounding_decides():
    def model(emission, transition):
        return Model(
            tuple("ABCDE"[: len(emission[0])]),
            np.ones(len(emission)),
            np.array(transition),
            np.array(emission),
        )

    line = [[0.9, 0.8, 0.1, 0.1], [0.1, 0.9, 0.8, 0.2], [0.1, 0.2, 0.9, 0.6], [0.4, 0.1, 0.3, 0.9]]
    # One path along the four states and its reverse, whose three steps are summed from the other end.
    assert rounding_decides(model(line, np.eye(4)))
    assert not rounding_decides(
        model(line[:3], np.eye(3))
    )  # of two steps the sum is the same from either end
    assert rounding_decides(model([[0.9, 0.1], [0.7, 0.2], [0.2, 0.6], [0.1, 0.3]], np.eye(4)))
    near = np.array([[0.5, 0.3, 0.1, 0.1], [0.3, 0.4, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4], [0.1, 0.1, 0.4, 0.4]])
    assert rounding_decides(model(line, near), "transition")


def test_states_are_ordered_by_what_is_asked_for():
    """Emissions put 0 beside 2, transitions 0 beside 1; a mark's order is that of the columns."""
    emission = np.array([[0.9, 0.1, 0.2], [0.1, 0.9, 0.8], [0.8, 0.2, 0.3]])
    transition = np.array([[0.5, 0.4, 0.1], [0.4, 0.5, 0.1], [0.1, 0.1, 0.8]])
    model = Model(("A", "B", "C"), np.ones(3) / 3, transition, emission)
    assert state_order(model) == [0, 2, 1]
    assert state_order(model, "transition") == [0, 1, 2]
    assert mark_order(model) == [0, 2, 1]
