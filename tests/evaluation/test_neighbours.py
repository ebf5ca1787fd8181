import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.evaluation import neighbours
from babelix.evaluation.neighbours import kept, nearest, told_by_nearest


@pytest.fixture
def cloud():
    """A cloud of 53 points in seven dimensions, and a picture that keeps some of it."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(53, 7)) + 5
    return X, X[:, :2] + 0.3 * rng.normal(size=(53, 2))


def test_four_points_by_hand():
    X = np.array([[0.0], [1], [3], [7]])
    assert nearest(X, 2).tolist() == [[1, 2], [0, 2], [1, 0], [2, 1]]
    # Of two as near the lower number stands first.
    assert nearest(np.array([[0.0], [1], [2]]), 1)[:, 0].tolist() == [1, 0, 1]


def test_rounding_does_not_decide_between_equals():
    """Words by their letters are as far from each other as others are: columns in another order change no place."""
    rng = np.random.default_rng(5)
    X = (rng.random((61, 29)) < 1 / 5).astype(np.float64)
    X /= np.linalg.norm(X, axis=1, keepdims=True) + (X.sum(1, keepdims=True) == 0)
    shuffled = X[:, rng.permutation(29)]
    assert np.array_equal(nearest(X, 11), nearest(shuffled, 11))
    assert kept(X, X[:, :2], 7) == kept(shuffled, X[:, :2], 7)


def test_trustworthiness_by_hand():
    """Points at 0, 1, 3 and 7; the picture swaps the two on the right, and k is 1.

    In the picture 0 has 1, 1 has 0, the one at 3 (now at 7) has 7 (now at 3), of rank 3 from 3: its distances are 2, 3
    and 4. The one at 7 (now at 3) has 1, of rank 2 from 7. Far: 2 + 1 = 3; n k (2n - 3k - 1) = 16.
    """
    X = np.array([[0.0], [1], [3], [7]])
    found = kept(X, X[[0, 1, 3, 2]], 1)
    assert found.trustworthiness == pytest.approx(1 - 2 * 3 / 16)
    assert found.neighbours == 2 / 4
    assert kept(X, X, 1) == kept(X, -2 * X + 1, 1)
    assert kept(X, X, 1).trustworthiness == kept(X, X, 1).neighbours == 1


@pytest.mark.parametrize("k", [1, 5, 26])
@pytest.mark.parametrize("cells", [53, 8_000_000])
def test_by_brute_force(cloud, monkeypatch, k, cells):
    """Ranks from sorted lists, one pair at a time, in pieces of one row and at once."""
    monkeypatch.setattr(neighbours, "_CELLS", cells)
    X, Y = cloud
    found_in_x = nearest(X, k)
    n, far, same = len(X), 0, 0
    for i in range(n):
        by_x, by_y = (np.linalg.norm(Z - Z[i], axis=1).argsort().tolist()[1:] for Z in (X, Y))
        for j in by_y[:k]:
            rank = by_x.index(j) + 1
            far += max(rank - k, 0)
            same += rank <= k
        assert found_in_x[i].tolist() == by_x[:k]
    heard: list[int] = []
    found = kept(X, Y, k, heard.append)
    assert found.trustworthiness == pytest.approx(1 - 2 * far / (n * k * (2 * n - 3 * k - 1)))
    assert found.neighbours == pytest.approx(same / (n * k))
    assert sum(heard) == n


@pytest.mark.slow
def test_it_is_scikit_learns(cloud):
    """Trustworthiness, and the leave-one-out vote of three and one between two classes, where none can tie."""
    from sklearn.manifold import trustworthiness
    from sklearn.neighbors import KNeighborsClassifier

    X, Y = cloud
    labels = (X[:, 0] + X[:, 1] > 10).astype(np.int64)
    for k in (1, 3, 11):
        assert kept(X, Y, k).trustworthiness == pytest.approx(trustworthiness(X, Y, n_neighbors=k), abs=1e-12)
        others = [np.delete(np.arange(len(X)), i) for i in range(len(X))]
        theirs = [
            KNeighborsClassifier(k).fit(X[rest], labels[rest]).predict(X[i : i + 1])[0]
            for i, rest in enumerate(others)
        ]
        assert told_by_nearest(nearest(X, k), labels) == pytest.approx((theirs == labels).mean())


def test_votes_by_hand():
    neighbours = np.array([[1, 2, 3], [0, 2, 3], [3, 0, 1], [2, 1, 0]])
    labels = np.array([0, 0, 1, 2])
    # 0: votes 0 1 2, a tie, the nearest's 0 is right; 1: votes 0 1 2, right; 2: 2 0 0, wrong; 3: 1 0 0, wrong.
    assert told_by_nearest(neighbours, labels) == 0.5


def test_equal_points_are_no_intruders():
    """Three points on one spot, then others: whichever of them the picture has near, none of them is far."""
    X = np.array([[0.0], [0], [0], [5], [9], [14], [20]])
    assert kept(X, X + 1e-3 * np.arange(7)[:, None], 1).trustworthiness == 1


@pytest.mark.parametrize("k", [0, 2])
def test_too_few_points(k):
    with pytest.raises(RequestError, match=rf"`nearest` {k}: of 4 points expected 1 to 1"):
        kept(np.eye(4), np.eye(4), k)
