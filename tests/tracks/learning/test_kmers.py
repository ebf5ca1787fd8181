import numpy as np
import pytest
from sklearn.linear_model import Ridge as Oracle

from babelix.genome.sequence import reverse_complement
from babelix.tracks.learning.kmers import Ridge, long_words, recurring, word_counts, word_numbers


def drawn(length, seed=3):
    return np.random.default_rng(seed).choice(np.frombuffer(b"ACGT", np.uint8), length)


def test_words_are_numbers_in_base_four():
    assert word_numbers(np.frombuffer(b"ACgTNTA", np.uint8), 2).tolist() == [1, 6, 11, -1, -1, 12]
    assert len(word_numbers(np.frombuffer(b"A", np.uint8), 2)) == 0


def test_words_are_counted_segment_by_segment():
    bases = drawn(701)
    found = word_counts(bases, 32, [0, 11]).reshape(2, 6, 256)
    # Bin 11 has its middle at base 368; the first segment are the 85 bases from 112 on.
    numbers = word_numbers(bases, 4)
    assert np.array_equal(found[1, 0], np.bincount(numbers[112:197], minlength=256))
    assert np.array_equal(found[1, 5], np.bincount(numbers[539:624], minlength=256))
    assert found[0, :3].sum() == 16  # what lies before the contig has no words


def test_the_regression_is_scikit_learns():
    draw = np.random.default_rng(5)
    X, Y = draw.normal(size=(97, 7)).astype(np.float32), draw.normal(size=(97, 2)).astype(np.float32)
    oracle = Oracle(alpha=3.0).fit(X, Y)
    assert np.allclose(Ridge(X, Y, 3.0)(X[:11]), oracle.predict(X[:11]), atol=1e-4)


def test_each_track_is_regressed_where_it_is_known():
    draw = np.random.default_rng(5)
    X, Y = draw.normal(2, size=(97, 7)).astype(np.float32), draw.normal(3, size=(97, 4)).astype(np.float32)
    for column, known in ((1, slice(0, 83)), (2, slice(61, 97)), (3, slice(0, 0))):
        Y[np.setdiff1d(np.arange(97), np.arange(97)[known]), column] = np.nan
    found = Ridge(X, Y, 3.0)(X[:11])
    for column in range(3):
        rows = ~np.isnan(Y[:, column])
        oracle = Oracle(alpha=3.0).fit(X[rows], Y[rows, column])
        assert np.allclose(found[:, column], oracle.predict(X[:11]), atol=1e-4)
    assert np.isnan(found[:, 3]).all()


@pytest.mark.parametrize("turn", [False, True])
def test_what_stands_elsewhere_too_is_told_on_either_strand(turn):
    here, there = drawn(6_400, 3), drawn(6_400, 5)
    copied = here[1_600:4_800]
    there[3_200:6_400] = reverse_complement(copied) if turn else copied
    found = recurring(here, 32, long_words(there))
    # A bin counts when more than half of what is within 500 bases of it does: from its edge on.
    assert not found[:49].any()
    assert found[52:148].all()
    assert not found[152:].any()
    assert not recurring(here, 32, np.empty(0, np.int64)).any()
