import warnings

import numpy as np
import pytest

from babelix.chromatin.gaussian import kernels
from babelix.chromatin.gaussian.model import (
    Expected,
    Gaussian,
    Prior,
    expectation,
    maximise,
    posterior,
    viterbi,
)


def model(rng, labels=3, tracks=2, depth=1):
    moves = rng.dirichlet(np.full(labels, 2.0), labels) + 2 * np.eye(labels)
    return Gaussian(
        rng.normal(size=(labels, tracks)),
        rng.uniform(0.5, 2, (labels, tracks)),
        rng.dirichlet(np.ones(labels)),
        moves / moves.sum(axis=1, keepdims=True),
        depth,
    )


def peer(start, steps=1):
    from hmmlearn.hmm import GaussianHMM

    options = {"covars_prior": 0, "covars_weight": 1, "min_covar": 0, "init_params": ""}
    hmm = GaussianHMM(start.labels, covariance_type="diag", n_iter=steps, tol=-np.inf, **options)
    hmm.startprob_, hmm.transmat_ = start.start, start.moves
    hmm.means_, hmm.covars_ = start.mean, start.variance
    return hmm


@pytest.mark.slow
def test_every_step_is_hmmlearns():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(1009, 2)) + 2 * (np.arange(1009) // 97 % 3)[:, None]
    ours = model(rng)
    theirs = peer(ours)
    for _ in range(7):
        found = expectation(ours, [x[:503], x[503:]])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs.fit(x, [503, 506])
        assert found.log_likelihood == pytest.approx(theirs.monitor_.history[0], abs=1e-6)
        ours = maximise(found, ours, Prior(least_variance=0))
        np.testing.assert_allclose(ours.mean, theirs.means_, atol=1e-6)
        np.testing.assert_allclose(ours.variance, [np.diag(c) for c in theirs.covars_], atol=1e-6)
        np.testing.assert_allclose(ours.moves, theirs.transmat_, atol=1e-6)
    np.testing.assert_allclose(posterior(ours, x)[0], theirs.predict_proba(x), atol=1e-6)
    score, path = theirs.decode(x)
    assert viterbi(ours, x)[1] == pytest.approx(score, abs=1e-6)
    assert viterbi(ours, x)[0].tolist() == path.tolist()


def expanded(short):
    """The same model as an ordinary HMM over its sub-states, laid out depth by depth."""
    K, D = short.labels, short.depth
    moves = np.zeros((K * D, K * D))
    for k in range(K):
        for d in range(D - 1):
            moves[d * K + k, (d + 1) * K + k] = 1
        for j in range(K):
            moves[(D - 1) * K + k, (D - 1) * K + k if j == k else j] = short.moves[k, j]
    start = np.zeros(K * D)
    start[:K] = short.start
    return Gaussian(np.tile(short.mean, (D, 1)), np.tile(short.variance, (D, 1)), start, moves)


@pytest.mark.parametrize("depth", [2, 5])
def test_least_lengths_are_sub_states(depth):
    rng = np.random.default_rng(depth)
    short = model(rng, depth=depth)
    x = short.mean[np.arange(211) // 17 % 3] + rng.normal(size=(211, 2)) / 2
    gamma, likelihood = posterior(short, x)
    whole, expected = posterior(expanded(short), x)
    assert likelihood == pytest.approx(expected, abs=1e-9)
    np.testing.assert_allclose(gamma, whole.reshape(211, depth, 3).sum(axis=1), atol=1e-10)
    path, score = viterbi(short, x)
    assert score == pytest.approx(viterbi(expanded(short), x)[1], abs=1e-9)
    assert path.tolist() == (viterbi(expanded(short), x)[0] % 3).tolist()
    runs = np.diff(np.flatnonzero(np.concatenate([[True], path[1:] != path[:-1], [True]])))
    assert runs[:-1].min() >= depth
    counts, sub = expectation(short, [x]), expectation(expanded(short), [x])
    np.testing.assert_allclose(counts.weight, sub.weight.reshape(depth, 3, 2).sum(axis=0), atol=1e-9)
    last = sub.moved[-3:]
    np.testing.assert_allclose(np.diag(counts.moved), np.diag(last[:, -3:]), atol=1e-9)
    np.testing.assert_allclose(
        counts.moved[~np.eye(3, dtype=bool)], last[:, :3][~np.eye(3, dtype=bool)], atol=1e-9
    )


def test_missing_data_are_marginalised():
    rng = np.random.default_rng(11)
    ours = model(rng)
    x = rng.normal(size=(101, 2))
    holes = x.copy()
    holes[:, 1] = np.nan
    alone = Gaussian(ours.mean[:, :1], ours.variance[:, :1], ours.start, ours.moves)
    assert posterior(ours, holes)[1] == pytest.approx(posterior(alone, x[:, :1])[1], abs=1e-10)
    empty = np.full((7, 2), np.nan)
    assert posterior(ours, empty)[1] == pytest.approx(0, abs=1e-12)
    assert expectation(ours, [empty]).weight.sum() == 0
    kept = maximise(expectation(ours, [holes]), ours, Prior())
    np.testing.assert_array_equal(kept.mean[:, 1], ours.mean[:, 1])


def test_threads_and_float32_change_nothing_that_matters():
    rng = np.random.default_rng(13)
    ours = model(rng, depth=3)
    parts = [rng.normal(size=(n, 2)) for n in (101, 53, 211)]
    one, two = expectation(ours, parts), expectation(ours, parts, threads=2)
    assert one.log_likelihood == two.log_likelihood
    np.testing.assert_array_equal(one.moved, two.moved)
    narrow = expectation(ours, [part.astype(np.float32) for part in parts])
    assert narrow.log_likelihood == pytest.approx(one.log_likelihood, rel=1e-6)


def test_a_wished_length_pulls_the_chance_of_staying():
    rng = np.random.default_rng(17)
    ours, x = model(rng), rng.normal(size=(211, 2))
    found = expectation(ours, [x])
    free = maximise(found, ours, Prior())
    held = maximise(found, ours, Prior(mean_length=51, strength=1e6))
    np.testing.assert_allclose(np.diag(held.moves), 1 - 1 / 51, atol=1e-3)
    assert np.diag(free.moves).max() < 0.97
    np.testing.assert_allclose(held.moves.sum(axis=1), 1)


def test_kernels_without_compilation(monkeypatch):
    rng = np.random.default_rng(19)
    ours = model(rng, depth=3)
    x = rng.normal(size=(29, 2))
    x[4, 1] = np.nan
    compiled = (*posterior(ours, x), *viterbi(ours, x))
    for name in ("emissions", "forward", "backward", "viterbi"):
        monkeypatch.setattr(kernels, name, getattr(kernels, name).py_func)
    plain = (*posterior(ours, x), *viterbi(ours, x))
    for left, right in zip(compiled, plain, strict=True):
        np.testing.assert_allclose(np.asarray(left), np.asarray(right), atol=1e-10)


def test_labels_are_ordered_by_deviations_not_by_units():
    mean = np.array([[0.0, 200.0], [1.0, 100.0], [2.0, 100.0]])
    # In deviations: (-1.22, 1.41), (0, -0.71), (1.22, -0.71).
    ours = Gaussian(mean, np.ones_like(mean), np.array([0.5, 0.25, 0.25]), np.eye(3))
    assert ours.ordered().mean.tolist() == [[1, 100], [0, 200], [2, 100]]
    assert ours.ordered().start.tolist() == [0.25, 0.5, 0.25]


def test_a_wished_length_counts_the_bins_beyond_the_least():
    # 11 bins wished, 3 of them certain: 8 stays for every leave, so 8 / 9.
    ours = Gaussian(np.zeros((3, 1)), np.ones((3, 1)), np.full(3, 1 / 3), np.full((3, 3), 1 / 3), depth=3)
    nothing = Expected(0.0, 7, np.ones(3), np.zeros((3, 3)), *(np.zeros((3, 1)) for _ in range(3)))
    found = maximise(nothing, ours, Prior(mean_length=11, strength=2.0))
    np.testing.assert_allclose(found.moves, 8 / 9 * np.eye(3) + 1 / 18 * (1 - np.eye(3)))
