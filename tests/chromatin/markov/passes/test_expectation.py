import numpy as np
import pytest

from babelix.base.errors import TaskError
from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes import borders, expectation
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.passes.steps import compile_steps

CASES = [(2, 3, 0.0, 0.9), (5, 7, 0.1, 0.9), (8, 2, 0.0, 0.9), (11, 5, 0.3, 0.9), (17, 4, 0.0, 0.0)]


def check(found, model, marks, plain):
    rows = marks.rows()
    likelihood, gamma, xi = plain.forward_backward(model, rows)
    np.testing.assert_allclose(found.log_likelihood, likelihood, rtol=1e-11)
    np.testing.assert_allclose(found.first, gamma[0], rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(found.transitions, xi, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(found.present, gamma.T @ (rows == 1), rtol=1e-8)
    np.testing.assert_allclose(found.absent, gamma.T @ (rows == 0), rtol=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize(("states", "count", "missing", "quiet"), CASES)
def test_agrees_with_the_bins_one_by_one(plain, states, count, missing, quiet):
    model, marks = plain.random_model(1, states, count), plain.random_marks(2, 3001, count, missing, quiet)
    with Sweeps(2) as sweeps:
        check(sweeps.expect(model, compile_steps(marks)), model, marks, plain)
        check(sweeps.expect(model, compile_steps(marks).singles()), model, marks, plain)


@pytest.mark.parametrize("warm_up", [0, 3, 251])
def test_many_chunks_and_any_warm_up_give_the_same(plain, monkeypatch, warm_up):
    monkeypatch.setattr(borders, "CHUNK", 97)
    monkeypatch.setattr(borders, "WARM_UP", warm_up)
    model, marks = plain.random_model(3, 5, 4), plain.random_marks(4, 5003, 4)
    carried = []
    exact = borders.exact_borders
    monkeypatch.setattr(expectation, "exact_borders", lambda *a: carried.append(1) or exact(*a))
    with Sweeps(2) as sweeps:
        check(sweeps.expect(model, compile_steps(marks)), model, marks, plain)
    # Too short a warm-up is noticed; a long one is enough.
    assert bool(carried) == (warm_up < 251)


def test_same_bytes_whatever_the_threads(plain, monkeypatch):
    monkeypatch.setattr(borders, "CHUNK", 101)
    model, marks = plain.random_model(5, 7, 3), plain.random_marks(6, 4001, 3)
    steps = compile_steps(marks)
    found = []
    for threads in (1, 2, 5):
        with Sweeps(threads) as sweeps:
            found.append(sweeps.expect(model, steps))
    for other in found[1:]:
        assert other.log_likelihood == found[0].log_likelihood
        for part in ("first", "transitions", "present", "absent"):
            assert getattr(other, part).tobytes() == getattr(found[0], part).tobytes()


def test_impossible_marks_are_refused(plain):
    model = Model(("A",), np.array([1.0, 0.0]), np.eye(2), np.array([[0.0], [1.0]]))
    steps = compile_steps(plain.from_rows(np.array([[0], [1], [0]], np.uint8)))
    with Sweeps(1) as sweeps, pytest.raises(TaskError, match="probability 0"):
        sweeps.expect(model, steps)
