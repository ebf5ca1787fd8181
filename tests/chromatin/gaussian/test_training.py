import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.gaussian.model import Gaussian, Prior, viterbi
from babelix.chromatin.gaussian.training import Training, fit


def draw(seed, bins=8009, labels=5, tracks=4, missing=0.1, stay=0.95):
    """Five states, four tracks, neighbouring means 1.5 deviations apart in every track."""
    rng = np.random.default_rng(seed)
    mean = np.array([[1.5 * (k * (m + 1) % labels) for m in range(tracks)] for k in range(labels)])
    moves = np.full((labels, labels), (1 - stay) / (labels - 1))
    np.fill_diagonal(moves, stay)
    z = np.zeros(bins, int)
    for t in range(1, bins):
        z[t] = rng.choice(labels, p=moves[z[t - 1]])
    x = mean[z] + rng.normal(size=(bins, tracks))
    x[rng.random(x.shape) < missing] = np.nan
    return x, z, Gaussian(mean, np.ones_like(mean), np.full(labels, 1 / labels), moves)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_states_are_found_as_well_as_by_who_knows_them(seed):
    from sklearn.metrics import adjusted_rand_score

    x, z, true = draw(seed)
    learned = fit([x], Training(5, seed=seed))
    best = adjusted_rand_score(z, viterbi(true, x)[0])
    assert abs(best - adjusted_rand_score(z, viterbi(learned.model, x)[0])) < 0.02


def test_the_same_seed_gives_the_same_model_and_traces_rise():
    x, _, _ = draw(7, 1009)
    one, two = (
        fit([x[:503], x[503:]], Training(3, restarts=2, seed=1, threads=threads)) for threads in (1, 2)
    )
    np.testing.assert_array_equal(one.model.mean, two.model.mean)
    assert one.restarts == two.restarts
    assert (np.diff(one.trace) > -1e-9).all()
    assert max(one.restarts) == pytest.approx(one.trace[-1], abs=1e-4)


def test_units_do_not_matter():
    x, _, _ = draw(5, 1009)
    plain, other = fit([x], Training(3, restarts=1)), fit([1000 * x + 7], Training(3, restarts=1))
    np.testing.assert_allclose(other.model.mean, 1000 * plain.model.mean + 7, rtol=1e-6)
    known = np.isfinite(x).mean(axis=0).sum()
    assert other.restarts[0] == pytest.approx(plain.restarts[0] - np.log(1000) * known, abs=1e-8)


@pytest.mark.slow
def test_random_windows_come_near_the_whole():
    from sklearn.metrics import adjusted_rand_score

    x, z, true = draw(3, 20011)
    learned = fit([x], Training(5, batch=0.2, window=503, iterations=40, seed=2))
    best = adjusted_rand_score(z, viterbi(true, x)[0])
    assert abs(best - adjusted_rand_score(z, viterbi(learned.model, x)[0])) < 0.02
    assert len(learned.trace) == 40


def test_labels_are_ordered_by_their_means():
    x, _, _ = draw(2, 1009)
    mean = fit([x], Training(3, restarts=1), Prior()).model.mean
    rank = ((mean - mean.mean(axis=0)) / mean.std(axis=0)).mean(axis=1)
    assert (np.diff(rank) >= 0).all()


@pytest.mark.parametrize(
    ("x", "options", "said"),
    [
        (np.column_stack([np.arange(11.0), np.ones(11)]), {}, "track 2 is 1 wherever it has data"),
        (np.column_stack([np.arange(11.0), np.full(11, np.nan)]), {}, "track 2 has no data"),
        (np.arange(4.0)[:, None], {"labels": 5}, "4 bins have data, fewer than 5 labels"),
        (np.empty((0, 2)), {}, "no bins to learn from"),
    ],
)
def test_data_that_cannot_be_learnt_from(x, options, said):
    with np.errstate(all="ignore"), pytest.raises(RequestError, match=said):
        fit([x], Training(**{"labels": 2, **options}))


@pytest.mark.parametrize(
    "options", [{"labels": 0}, {"depth": 0}, {"batch": 0.0}, {"batch": 1.5}, {"restarts": 0}]
)
def test_settings_that_make_no_sense(options):
    with pytest.raises(RequestError):
        Training(**{"labels": 3, **options})
