import numpy as np
import pytest

from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.selection import bic, hold_out, random_model, recovered, smoothed


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
