import numpy as np
import pytest

from babelix.genome.motifs.letters import Letter, bits, heights, information, stack
from babelix.genome.motifs.motif import Motif

ROWS = np.array([[0.7, 0.1, 0.1, 0.1], [0.25] * 4, [0, 0, 1, 0], [0.5, 0.5, 0, 0]])
# logomaker 0.8.7: transform_matrix(rows, from_type="probability", to_type="information").
LOGOMAKER = [
    [0.45025424538707215, *[0.06432203505529603] * 3],
    [0.0] * 4,
    [0.0, 0.0, 2.0, 0.0],
    [0.5, 0.5, 0.0, 0.0],
]


def test_heights_are_logomakers():
    assert heights(ROWS).ravel().tolist() == pytest.approx(np.ravel(LOGOMAKER).tolist(), abs=1e-12)
    assert information(ROWS) == pytest.approx([2 + 0.7 * np.log2(0.7) + 0.3 * np.log2(0.1), 0, 2, 1])


def test_few_sites_have_bits_by_chance():
    assert bits(Motif("m", ROWS)) == pytest.approx(information(ROWS).sum())
    # e = 3 / (2 * 3 * ln 2) = 0.7213 bits a position; what is below is 0.
    assert bits(Motif("m", ROWS, 3)) == pytest.approx((2 - 0.72135) + (1 - 0.72135), abs=1e-4)


def test_letters_stand_as_logomaker_puts_them():
    """Of logomaker's glyphs for the same row: floor and ceiling; the tallest on top, below zero the lowest."""
    (row,) = [[0.2, -0.1, 0.4, -0.6]]
    assert [(each.letter, each.below) for each in stack(np.array([row]))] == [
        ("T", True), ("C", True), ("A", False), ("G", False),
    ]  # fmt: skip
    ends = [end for each in stack(np.array([row])) for end in (each.floor, each.ceiling)]
    assert ends == pytest.approx([-0.7, -0.1, -0.1, 0.0, 0.0, 0.2, 0.2, 0.6])


def test_what_has_no_height_is_left_out():
    assert stack(np.array([[0, 0, 0, 0], [0, 1.5, 0, 0]])) == [Letter("C", 1, 0.0, 1.5)]
