import numpy as np
import pytest

from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.selection import (
    Candidate,
    bic,
    hold_out,
    most_likely,
    random_model,
    recovered,
    selection_table,
    smoothed,
    write_selection,
)


def test_random_starts_are_reproducible_and_their_own():
    one, same, other = (random_model(5, ("A", "B"), 7, start) for start in (1, 1, 2))
    np.testing.assert_array_equal(one.emission, same.emission)
    assert not np.array_equal(one.emission, other.emission)
    np.testing.assert_allclose(one.transition.sum(axis=1), 1)
    assert one.initial.sum() == pytest.approx(1)


def test_smoothing_mixes_with_uniform():
    model = Model(("A",), np.array([1.0, 0.0]), np.eye(2), np.array([[0.0], [1.0]]))
    mixed = smoothed(model)
    np.testing.assert_allclose(mixed.transition, [[0.75, 0.25], [0.25, 0.75]])
    np.testing.assert_allclose(mixed.emission, [[0.01], [0.99]])


def test_held_out_pieces_and_the_others_are_the_file(plain, monkeypatch):
    monkeypatch.setattr("babelix.chromatin.markov.selection.PIECE", 101)
    marks = plain.random_marks(1, 5003, 3)
    kept, held = hold_out(marks, 0.3, 5)
    assert 5 < len(held) < 25
    assert sum(piece.bins for piece in kept + held) == 5003
    rows, seen = marks.rows(), []
    again, _ = hold_out(marks, 0.3, 5)
    assert [piece.bins for piece in again] == [piece.bins for piece in kept]
    for begin in range(0, 5003, 101):
        piece = rows[begin : begin + 101].tolist()
        seen.append(any(piece == each.rows().tolist() for each in kept + held))
    assert all(seen)


def test_bic_by_hand():
    model = Model(("A", "B", "C"), np.ones(2) / 2, np.ones((2, 2)) / 2, np.ones((2, 3)) / 2)
    assert bic(model, -10.0, 100) == pytest.approx(20 + (2 + 6 + 1) * np.log(100))


def test_states_found_again():
    one = Model(
        ("A", "B", "C"), np.ones(2) / 2, np.ones((2, 2)) / 2, np.array([[0.9, 0.1, 0.1], [0.1, 0.1, 0.9]])
    )
    two = Model(("A", "B", "C"), np.ones(1), np.ones((1, 1)), np.array([[0.5, 0.2, 0.2]]))
    np.testing.assert_allclose(recovered(one, two), [1, -0.5])
    np.testing.assert_allclose(recovered(two, one), [1])


def candidate(start, log_likelihood, *rows, held_out=None):
    """A candidate with these emissions of three marks."""
    size = len(rows)
    model = Model(("A", "B", "C"), np.ones(size) / size, np.ones((size, size)) / size, np.array(rows, float))
    return Candidate(model, start, 10 + start, log_likelihood, held_out, 7.0)


def test_every_start_is_compared_with_the_right_model(tmp_path):
    """Kept models with the kept model of the largest size, other starts with the one kept for their size.

    Pearson's correlation over three marks is 1/2 between 110 and 100, -1/2 between 100 and 010, 011 and 110, and -1
    between 100 and 011. The kept start is the second of 2 states and the first of 3. Against any other model (its own,
    the largest for a start that was not kept, the start not kept) at least one of these numbers would differ.
    """
    a, b, c, ab, bc = (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (0, 1, 1)
    two = [candidate(0, -40.0, a, bc, held_out=-1.5), candidate(1, -30.0, ab, a)]
    three = [candidate(0, -10.0, a, b, c), candidate(1, -20.0, ab, bc, a)]
    write_selection(tmp_path / "selection.txt", [two, three])
    lines = (tmp_path / "selection.txt").read_text().splitlines()
    assert lines[0].split("\t") == [
        "states", "start", "kept", "iterations", "log_likelihood", "held_out_per_bin", "BIC", "recovered_least",
        "recovered_mean",
    ]  # fmt: skip
    assert [line.split("\t") for line in lines[1:]] == [
        # a is found again (1), bc is most like ab (-1/2).
        ["2", "information", "no", "10", "-40.000", "-1.500000", "7.0", "-0.5000", "0.2500"],
        # ab is most like a or b (1/2), a is found again.
        ["2", "random 1", "yes", "11", "-30.000", "", "7.0", "0.5000", "0.7500"],
        ["3", "information", "yes", "10", "-10.000", "", "7.0", "1.0000", "1.0000"],
        # ab and bc are most like one of their marks (1/2), a is found again.
        ["3", "random 1", "no", "11", "-20.000", "", "7.0", "0.5000", "0.6667"],
    ]
    assert selection_table([three, two]).splitlines()[3:] == lines[1:3]  # whatever the order of the sizes


def test_the_first_of_equally_likely_starts_is_kept():
    first, second, third = (
        candidate(start, likelihood, (1, 0, 0)) for start, likelihood in enumerate((-5, -3, -3))
    )
    assert most_likely([first, second, third]) is second
