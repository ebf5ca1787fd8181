import numpy as np
import pytest

from babelix.base.errors import TaskError
from babelix.chromatin.markov.decoding import decode
from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes import borders
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.passes.steps import compile_steps


@pytest.mark.parametrize(("chunk", "warm_up"), [(8192, 384), (89, 211), (89, 0)])
def test_posteriors_are_those_of_the_bins(plain, monkeypatch, chunk, warm_up):
    monkeypatch.setattr(borders, "CHUNK", chunk)
    monkeypatch.setattr(borders, "WARM_UP", warm_up)
    model, marks = plain.random_model(1, 5, 4), plain.random_marks(2, 3001, 4, missing=0.1)
    with Sweeps(2) as sweeps:
        found = decode(model, compile_steps(marks), sweeps, keep=True)
    _, gamma, _ = plain.forward_backward(model, marks.rows())
    assert found.posterior is not None
    np.testing.assert_allclose(found.posterior, gamma, atol=1e-10)
    assert (found.states == gamma.argmax(axis=1)).mean() > 0.9999


def test_the_lowest_state_wins_ties(plain):
    model = Model(("A",), np.full(3, 1 / 3), np.full((3, 3), 1 / 3), np.full((3, 1), 0.5))
    with Sweeps(1) as sweeps:
        found = decode(model, compile_steps(plain.from_rows(np.array([[0], [1], [0]], np.uint8))), sweeps)
    assert found.states.tolist() == [0, 0, 0]


def test_viterbi_finds_the_best_path(plain):
    model, marks = plain.random_model(3, 4, 3), plain.random_marks(4, 1009, 3)
    with Sweeps(1) as sweeps:
        path = decode(model, compile_steps(marks), sweeps, "viterbi").states
        both = decode(model, compile_steps(marks), sweeps, "viterbi", keep=True)
    b = np.log(plain.emissions(model, marks.rows()))
    score = np.log(model.initial[path[0]]) + np.log(model.transition[path[:-1], path[1:]]).sum()
    score += b[np.arange(len(path)), path].sum()
    assert score == pytest.approx(plain.viterbi(model, marks.rows()), rel=1e-12)
    assert both.posterior is not None
    assert both.posterior.shape == (1009, 4)


def test_a_best_path_by_hand(plain):
    # There is no way back from state 1. 0 1 1 has 0.5 0.9 x 0.5 0.9 x 1 0.1, twice as much as 0 0 0; 1 1 1 has less.
    model = Model(("A",), np.array([0.5, 0.5]), np.array([[0.5, 0.5], [0.0, 1.0]]), np.array([[0.9], [0.1]]))
    steps = compile_steps(plain.from_rows(np.array([[1], [0], [1]], np.uint8)))
    with Sweeps(1) as sweeps:
        assert decode(model, steps, sweeps, "viterbi").states.tolist() == [0, 1, 1]


@pytest.mark.parametrize("decoder", ["posterior", "viterbi"])
def test_impossible_marks_are_refused(plain, decoder):
    model = Model(("A",), np.array([1.0, 0.0]), np.eye(2), np.array([[0.0], [1.0]]))
    steps = compile_steps(plain.from_rows(np.array([[0], [1], [0]], np.uint8)))
    with Sweeps(1) as sweeps, pytest.raises(TaskError, match="probability 0"):
        decode(model, steps, sweeps, decoder)


def test_the_room_of_a_thread_grows_with_the_states():
    assert len(borders.workspace(8)[0]) < len(borders.workspace(16)[0])
