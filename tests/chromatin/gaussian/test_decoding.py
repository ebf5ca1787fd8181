import numpy as np
import pytest

from babelix.chromatin.gaussian.decoding import decode
from babelix.chromatin.gaussian.model import Gaussian, posterior, viterbi

# Labels that seldom change: the path goes through the one odd bin, the posterior of that bin does not.
MODEL = Gaussian(
    np.array([[0.0], [3.0]]),
    np.ones((2, 1)),
    np.array([0.5, 0.5]),
    np.array([[0.9, 0.1], [0.1, 0.9]]),
)
X = np.array([[0.0], [0.1], [2.55], [0.2], [3.1], [2.9]])


def test_the_path_and_the_best_of_each_bin():
    gamma, _ = posterior(MODEL, X)
    path, best = decode(MODEL, X), decode(MODEL, X, "posterior")
    assert path.states.tolist() == viterbi(MODEL, X)[0].tolist()
    assert best.states.tolist() == [int(row[1] > row[0]) for row in gamma]
    assert path.states.dtype == best.states.dtype == np.uint16
    assert path.posterior is best.posterior is None


@pytest.mark.parametrize("decoder", ["viterbi", "posterior"])
def test_posteriors_are_kept_when_asked_for(decoder):
    kept = decode(MODEL, X, decoder, keep=True)
    np.testing.assert_array_equal(kept.posterior, posterior(MODEL, X)[0])
    assert kept.states.tolist() == decode(MODEL, X, decoder).states.tolist()


def test_the_best_path_may_leave_the_best_of_each_bin():
    """From label 0, which has 0.4, all go to label 4; from label 1, which has 0.6, half each to labels 2 and 3."""
    moves = np.eye(5)
    moves[0] = [0, 0, 0, 0, 1]
    moves[1] = [0, 0, 0.5, 0.5, 0]
    model = Gaussian(np.zeros((5, 1)), np.ones((5, 1)), np.array([0.4, 0.6, 0, 0, 0]), moves)
    missing = np.full((2, 1), np.nan)
    assert decode(model, missing).states.tolist() == [0, 4]
    assert decode(model, missing, "posterior").states.tolist() == [1, 4]
