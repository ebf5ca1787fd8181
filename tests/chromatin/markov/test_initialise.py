import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.markov.initialise import count_pairs, initial_model

H = 0.02


def naive_pairs(rows):
    present = rows == 1
    return present[:-1] & present[1:]


@pytest.mark.parametrize("count", [3, 11])  # few patterns, each in a table; many, sorted
@pytest.mark.parametrize("seed", range(4))
def test_pairs_counted_by_run_are_the_pairs(plain, seed, count):
    marks = plain.random_marks(seed, 503, count, missing=0.1 * (seed % 2), quiet=0.9 * (seed > 1))
    pairs = naive_pairs(marks.rows())
    found = count_pairs(marks)
    assert found.vectors[found.first].tolist() == pairs[0].tolist()
    number = {tuple(vector): i for i, vector in enumerate(found.vectors.tolist())}
    sequence = [number[tuple(pair)] for pair in pairs.tolist()]
    assert found.counts.tolist() == np.bincount(sequence, minlength=len(found.vectors)).tolist()
    expected, counted = np.zeros((len(number),) * 2), np.zeros((len(number),) * 2)
    np.add.at(expected, (sequence[:-1], sequence[1:]), 1)
    np.add.at(counted, tuple(found.follow.T), found.followed)
    assert counted.tolist() == expected.tolist()


def test_two_states_by_hand(plain):
    # Pairs of one mark: 0 0 1 1 0 0 0; the split takes the two with the mark.
    marks = plain.from_rows(np.array([0, 0, 0, 1, 1, 1, 0, 0], np.uint8)[:, None])
    model = initial_model([count_pairs(marks)], 2, ("A",))
    np.testing.assert_allclose(model.emission, [[H / 2], [H / 2 + (1 - H) * 1]])
    np.testing.assert_allclose(model.initial, [H / 2 + 1 - H, H / 2])
    np.testing.assert_allclose(
        model.transition,
        [[H / 2 + (1 - H) * 3 / 4, H / 2 + (1 - H) / 4], [H / 2 + (1 - H) / 2, H / 2 + (1 - H) / 2]],
    )


def test_a_node_counts_its_descendants(plain):
    rows = np.array([[1, 0]] * 9 + [[1, 1]] * 5 + [[0, 0]] * 31, np.uint8)
    model = initial_model([count_pairs(plain.from_rows(rows))], 3, ("A", "B"))
    # 8 + 1 pairs of A alone, 4 of A and B; node 1 holds A alone, node 2, its child, A and B.
    np.testing.assert_allclose(model.emission[0], H / 2)
    np.testing.assert_allclose(model.emission[1], H / 2 + (1 - H) * np.array([1, 4 / 13]))
    np.testing.assert_allclose(model.emission[2], H / 2 + (1 - H))


def test_more_states_than_patterns_support(plain):
    marks = plain.random_marks(1, 503, 2)
    with pytest.raises(
        RequestError, match=r"5 states were asked for, .* 2 marks can only support 4; ask for at most 4"
    ):
        initial_model([count_pairs(marks)], 5, ("A", "B"))


def test_a_file_of_one_bin_has_no_pairs(plain):
    with pytest.raises(RequestError, match="can only support 1"):
        initial_model([count_pairs(plain.random_marks(1, 1, 2))], 2, ("A", "B"))


def test_the_order_of_files_does_not_matter(plain):
    files = [count_pairs(plain.random_marks(seed, 301, 3)) for seed in (1, 2, 3)]
    one, other = (initial_model(each, 4, ("A", "B", "C")) for each in (files, files[::-1]))
    np.testing.assert_allclose(one.transition, other.transition)
    np.testing.assert_allclose(one.emission, other.emission)
    np.testing.assert_allclose(one.initial, other.initial)
