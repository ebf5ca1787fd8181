import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.expression.folds import PENALTIES, cross_validate, folds_of, genome_blocks
from babelix.enrichment.expression.ridge import Sums


def test_blocks_are_of_a_chromosome_and_a_stretch():
    found = genome_blocks(["2", "1", "1", "2", "1"], np.array([5, 99, 100, 7, 0]), 100)
    assert found.tolist() == [2, 0, 1, 2, 0]


def test_folds_never_split_a_block_and_are_filled_evenly():
    numbers = np.random.default_rng(1)
    blocks = genome_blocks(["1"] * 211, numbers.integers(0, 3700, 211), 100)
    fold = folds_of(blocks, 5)
    assert all(len(set(fold[blocks == each])) == 1 for each in set(blocks))
    counts = np.bincount(fold)
    assert counts.max() - counts.min() <= np.bincount(blocks).max()
    assert len(counts) == 5


def test_the_fullest_block_goes_first():
    assert folds_of(np.array([0, 1, 1, 2, 2, 2]), 2).tolist() == [1, 1, 1, 0, 0, 0]


def test_each_fold_is_predicted_by_the_others():
    numbers = np.random.default_rng(2)
    X, y = numbers.normal(size=(17, 3)), numbers.normal(size=17)
    fold = np.arange(17) % 4
    found = cross_validate(X, y, fold, 2.0)
    for k in range(4):
        (fit,) = Sums.of(X[fold != k], y[fold != k]).fits([2.0])
        assert found.predicted[fold == k] == pytest.approx(fit.predict(X[fold == k]))
    assert found.whole.weights == pytest.approx(Sums.of(X, y).fits([2.0])[0].weights)


def test_a_fold_has_no_say_in_its_penalty():
    """Values of the held fold that would ask for another penalty leave the one of its fit as it was."""
    numbers = np.random.default_rng(4)
    X = numbers.normal(size=(60, 5))
    y = X @ np.ones(5) + numbers.normal(size=60)
    fold = np.arange(60) % 3
    before = cross_validate(X, y, fold).fits[0]
    after = cross_validate(X, np.where(fold == 0, 100 * numbers.normal(size=60), y), fold).fits[0]
    assert before.penalty == after.penalty
    assert before.weights == pytest.approx(after.weights)


def test_noise_asks_for_the_largest_penalty_and_a_line_for_the_least():
    numbers = np.random.default_rng(6)
    X = numbers.normal(size=(40, 3))
    fold = np.arange(40) % 4
    exact = cross_validate(X, X.sum(1), fold)
    noise = cross_validate(X, numbers.permutation(np.repeat([0.0, 1], 20)), fold)
    assert {each.penalty for each in exact.fits} == {PENALTIES[0]}
    assert max(each.penalty for each in noise.fits) > 100


def test_two_folds_leave_no_inner_ones():
    numbers = np.random.default_rng(7)
    X = numbers.normal(size=(12, 2))
    found = cross_validate(X, X.sum(1), np.arange(12) % 2)
    assert {each.penalty for each in found.fits} == {PENALTIES[5]}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: folds_of(np.array([0, 1]), 1), "`folds` 1: expected at least 2"),
        (lambda: folds_of(np.array([0, 0, 1]), 3), "`folds` 3: the 3 genes lie in 2 blocks of the genome"),
        (lambda: genome_blocks(["1"], np.array([1]), 0), "`block` 0: expected at least 1"),
        (
            lambda: cross_validate(np.eye(4), np.ones(4), np.arange(4) % 2, 0.0),
            r"`penalty` 0\.0: expected a number above 0",
        ),
    ],
)
def test_what_cannot_be_folded_is_refused(asked, said):
    with pytest.raises(RequestError, match=said):
        asked()
