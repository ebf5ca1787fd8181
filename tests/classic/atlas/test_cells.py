import numpy as np

from babelix.classic.atlas.cells import average, cells, grid

PLACES = np.array([[0.0, 0.0], [9.0, 3.0], [0.9, 1.9], [1.1, 0.5], [4.0, 2.1]])


def test_cells_by_hand():
    """Three across 9 units: squares of 3. The point on the right edge is in the last column."""
    low, side = grid(PLACES, 3)
    assert (low.tolist(), side) == ([0, 0], 3)
    vectors = np.array([[0.0], [1], [10], [4], [7]])
    found = cells(PLACES, vectors, 3)
    assert [(each.column, each.row, each.members.tolist()) for each in found] == [
        (0, 0, [3, 0, 2]),  # of 0, 10 and 4 the mean is 4.67
        (1, 0, [4]),
        (2, 1, [1]),
    ]
    assert found[0].central == 3


def test_every_point_is_in_one_cell():
    places = np.random.default_rng(0).normal(size=(211, 2))
    found = cells(places, places, 7)
    assert sorted(np.concatenate([each.members for each in found]).tolist()) == list(range(211))
    low, side = grid(places, 7)
    for each in found:
        corner = low + side * np.array([each.column, each.row])
        inside = places[each.members] - corner
        assert (inside >= -1e-9).all()
        assert (inside <= side + 1e-9).all()


def test_all_on_one_spot():
    assert [each.members.tolist() for each in cells(np.ones((3, 2)), np.zeros((3, 1)))] == [[0, 1, 2]]


def test_the_average_picture():
    images = np.array([[[[0]]], [[[10]]], [[[251]]], [[[99]]]], np.uint8)
    (cell,) = cells(np.ones((3, 2)), np.zeros((3, 1)))
    assert average(images, cell).tolist() == [[[87]]]
