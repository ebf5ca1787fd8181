from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.text import END, PADDING, START, Subwords, batches
from babelix.text.batches import drawn, like_lengths, make_batch, pad
from babelix.text.ragged import Ragged

LENGTHS = st.lists(st.tuples(st.integers(1, 31), st.integers(1, 31)), min_size=1, max_size=61)


def order(lengths, tokens=31, seed=1, epoch=0):
    source, target = np.array(lengths, dtype=np.int64).T
    return [pairs.tolist() for pairs in batches(source, target, tokens=tokens, seed=seed, epoch=epoch)]


@given(LENGTHS, st.integers(31, 211), st.integers(0, 5))
def test_every_pair_stands_in_one_batch_within_the_budget(lengths, tokens, epoch):
    found = order(lengths, tokens, epoch=epoch)
    assert sorted(i for pairs in found for i in pairs) == list(range(len(lengths)))
    for pairs in found:
        assert len(pairs) * max(max(lengths[i]) for i in pairs) <= tokens


@example([(1, 11), (1, 11), (1, 11)], 31)
@given(LENGTHS, st.integers(31, 211))
def test_a_batch_is_cut_only_when_the_next_pair_does_not_fit(lengths, tokens):
    def place(pairs):
        # Among batches of one length only, the last is the one that may not be full.
        sizes = [lengths[i][::-1] for i in pairs]
        return min(sizes), max(sizes), -len(pairs)

    by_length = sorted(order(lengths, tokens), key=place)
    for pairs, following in pairwise(by_length):
        shortest = min(following, key=lambda i: lengths[i][::-1])
        assert (len(pairs) + 1) * max(max(lengths[i]) for i in [*pairs, shortest]) > tokens


def test_two_pairs_of_like_length_share_a_batch():
    assert sorted(map(sorted, order([(3, 3), (11, 11), (3, 3), (11, 10)], tokens=22))) == [[0, 2], [1, 3]]


def test_a_batch_is_as_wide_as_its_longer_side():
    assert sorted(map(len, order([(11, 3), (11, 3), (11, 3)], tokens=22))) == [1, 2]
    assert sorted(map(len, order([(3, 11), (3, 11), (3, 11)], tokens=22))) == [1, 2]


def test_seed_and_epoch_fix_the_order_for_good():
    lengths = [(1 + i * 7 % 13, 1 + i * 5 % 11) for i in range(211)]
    assert order(lengths, 53, seed=3, epoch=2) == order(lengths, 53, seed=3, epoch=2)
    assert order(lengths, 53, seed=3, epoch=2) != order(lengths, 53, seed=3, epoch=3)
    assert order(lengths, 53, seed=3, epoch=2) != order(lengths, 53, seed=4, epoch=2)
    as_sets = [{frozenset(pairs) for pairs in order(lengths, 53, epoch=epoch)} for epoch in (0, 1)]
    assert as_sets[0] != as_sets[1]


def test_the_order_of_a_small_epoch_is_the_one_runs_were_trained_with():
    # As first written, on numpy 2.4: a run begun with an earlier version can be resumed.
    assert order([(2, 3), (5, 3), (7, 1), (1, 1), (3, 7)], tokens=11, seed=1, epoch=0) == [
        [3],
        [0, 1],
        [4],
        [2],
    ]


def test_shuffled_batches_do_not_stand_in_order_of_length():
    lengths = [(n, n) for n in range(1, 30) for _ in range(7)]
    widths = [max(lengths[i][0] for i in pairs) for pairs in order(lengths, 61)]
    assert widths != sorted(widths)


def test_a_pair_longer_than_a_batch_is_named():
    with pytest.raises(
        RequestError, match="pair 2 has 32 tokens, more than a batch of 31; raise batch_tokens"
    ):
        order([(3, 3), (5, 32)])


def test_no_pairs_at_all_is_an_error():
    none = np.array([], dtype=np.int64)
    with pytest.raises(RequestError, match="no sentence pairs to batch"):
        batches(none, none, tokens=7, seed=1, epoch=0)


@pytest.mark.slow
def test_the_padding_of_real_sentences_is_small(tatoeba):
    subwords = Subwords.train(tatoeba.source[::97], 1009)
    source, target = (
        np.array([len(ids) + 1 for ids in subwords.encode(side[::7])], dtype=np.int64)
        for side in (tatoeba.source, tatoeba.target)
    )
    found = batches(source, target, tokens=3000, seed=1, epoch=0)
    for lengths, largest in ((target, 0.03), (source, 0.25)):
        padded = sum(len(pairs) * int(lengths[pairs].max()) for pairs in found)
        assert 1 - lengths.sum() / padded < largest


def test_a_weight_is_how_often_an_epoch_sees_a_pair():
    weights = np.repeat([1.0, 2.0, 0.25, 3.5], 1009)
    times = np.stack(
        [np.bincount(drawn(weights, seed=3, epoch=epoch), minlength=len(weights)) for epoch in range(7)]
    ).reshape(7, 4, 1009)
    assert (times[:, 0] == 1).all()
    assert (times[:, 1] == 2).all()
    assert set(np.unique(times[:, 2])) == {0, 1}
    assert set(np.unique(times[:, 3])) == {3, 4}
    # Five standard deviations of a binomial.
    assert abs(times[:, 2].sum() - 7063 * 0.25) < 5 * (7063 * 0.25 * 0.75) ** 0.5
    assert abs(times[:, 3].sum() - 7063 * 3.5) < 5 * (7063 * 0.25) ** 0.5
    assert not np.array_equal(times[0], times[1])


def test_whole_weights_need_no_draws_and_keep_the_order():
    assert drawn(np.array([1.0, 0.0, 2.0, 1.0]), seed=1, epoch=5).tolist() == [0, 2, 2, 3]


def test_a_batch_by_hand():
    batch = make_batch(Ragged.of([[7, 8, 9], [10]]), Ragged.of([[11], [12, 13]]))
    assert batch.source.tolist() == [[7, 8, 9, END], [10, END, PADDING, PADDING]]
    assert batch.target_in.tolist() == [[START, 11, PADDING], [START, 12, 13]]
    assert batch.target_out.tolist() == [[11, END, PADDING], [12, 13, END]]
    assert batch.tokens == 5
    assert batch.source.dtype == np.int64


def test_pad_fills_to_the_longest():
    assert pad([[], [5, 6]]).tolist() == [[PADDING, PADDING], [5, 6]]


def test_pairs_of_like_lengths_share_a_batch():
    source, target = [[7, 8], [9], [7], [5, 6, 7]], [[3, 4], [5], [3, 4], [6]]
    first, second = like_lengths(source, target, 3)
    # Short targets first, and of equals the short source: pairs 1, 3, 2, then 0.
    assert first.source.tolist() == [[9, END, PADDING, PADDING], [5, 6, 7, END], [7, END, PADDING, PADDING]]
    assert first.target_in.tolist() == [[START, 5, PADDING], [START, 6, PADDING], [START, 3, 4]]
    assert second.source.tolist() == [[7, 8, END]]
    assert second.target_out.tolist() == [[3, 4, END]]
