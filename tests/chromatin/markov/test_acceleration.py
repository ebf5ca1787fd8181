import numpy as np
import pytest

from babelix.chromatin.markov.acceleration import _extrapolated, learn_accelerated
from babelix.chromatin.markov.initialise import count_pairs, initial_model
from babelix.chromatin.markov.learning import Learning, Stopping, learn
from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes.expectation import Sweeps
from babelix.chromatin.markov.passes.steps import compile_steps


@pytest.mark.slow
def test_it_gets_at_least_as_far_in_as_many_passes(plain):
    marks = [plain.random_marks(seed, 2003, 5, quiet=0.9) for seed in (1, 2)]
    steps = [compile_steps(each) for each in marks]
    start = initial_model([count_pairs(each) for each in marks], 6, marks[0].names)
    stopping = Stopping(1e-6, 150)
    seen = []
    with Sweeps(2) as sweeps:
        slow = learn(Learning(start), steps, sweeps, "baum-welch", stopping)
        fast = learn_accelerated(
            Learning(start),
            steps,
            sweeps,
            stopping,
            after_iteration=lambda state: seen.append(len(state.trace)),
        )
    assert fast.trace[:60] == slow.trace[:60]
    assert fast.trace[-1] > slow.trace[-1] - 1e-3
    assert (np.diff(fast.trace) > -1e-8).all()
    assert len(fast.trace) <= 150
    assert seen[-1] == len(fast.trace)
    np.testing.assert_allclose(fast.model.transition.sum(axis=1), 1)


def test_a_short_limit_is_plain_baum_welch(plain):
    marks = plain.random_marks(3, 1009, 3)
    start = initial_model([count_pairs(marks)], 3, marks.names)
    with Sweeps(1) as sweeps:
        fast = learn_accelerated(Learning(start), [compile_steps(marks)], sweeps, Stopping(0, 7))
    assert len(fast.trace) == 7


def test_a_geometric_sequence_is_taken_to_its_limit():
    """Log-odds 0, 1, 1.5 halve their steps: r = 1, v = -1/2, a = -2, and 0 + 4 * 1 + 4 * -1/2 = 2 is the limit."""

    def model(odds):
        return Model(("A",), np.ones(1), np.ones((1, 1)), np.array([[1 / (1 + np.exp(-odds))]]))

    found = _extrapolated(model(0.0), model(1.0), model(1.5))
    assert found.emission.item() == pytest.approx(1 / (1 + np.exp(-2.0)))
    assert (found.initial.item(), found.transition.item()) == (1, 1)
