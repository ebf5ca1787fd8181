import numpy as np
import pytest

from babelix.chromatin.markov.passes.steps import BASE, compile_steps


def lengths_of(steps):
    sizes = np.concatenate([np.ones(len(steps.patterns), int), np.array(steps.lengths, int)])
    return sizes[steps.codes]


@pytest.mark.parametrize("seed", range(5))
def test_singles_are_the_bins(plain, seed):
    marks = plain.random_marks(seed, 5003, 3)
    steps = compile_steps(marks)
    bins = np.repeat(marks.pattern, marks.length)
    assert steps.singles().codes.tolist() == bins.tolist()
    assert len(steps.codes) < len(bins) / 2
    assert lengths_of(steps).sum() == len(bins)
    assert steps.bins.tolist() == np.bincount(bins).tolist()
    assert steps.jumped == lengths_of(steps)[steps.codes >= len(steps.patterns)].sum()


def test_a_run_by_hand(plain):
    rows = np.array([[1]] + [[0]] * (2 + BASE * 5) + [[1]], np.uint8)
    steps = compile_steps(plain.from_rows(rows))
    assert steps.lengths == (BASE, 4 * BASE)
    quiet, marked = 0, 1
    assert steps.codes.tolist() == [marked, quiet, quiet, 2, 3, marked]


def test_the_first_bin_is_a_step_of_its_own(plain):
    steps = compile_steps(plain.from_rows(np.zeros((8, 2), np.uint8)))
    assert steps.codes.tolist() == [0, 1]
    assert steps.lengths == (7,)


def test_one_bin(plain):
    steps = compile_steps(plain.from_rows(np.ones((1, 2), np.uint8)))
    assert steps.codes.tolist() == [0]
    assert steps.lengths == ()
