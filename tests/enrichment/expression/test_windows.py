import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.expression.windows import Window, features, is_control, mark_weights

# 11 bins of two marks.
ROWS = np.array([[1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1], [0, 0, 1, 0, 0, 1, 1, 1, 0, 2, 0]], np.uint8).T


def of(window, *genes):
    start, last, forward = (np.array(column) for column in zip(*genes, strict=True))
    return features(ROWS, start, last, forward, window)


def test_bins_are_read_in_the_direction_of_transcription():
    X, kept, _ = of(Window(1), (3, 3, True), (3, 3, False))
    assert kept.all()
    assert X.tolist() == [[0, 1, 1, 0, 1, 0], [1, 0, 1, 0, 0, 1]]


def test_means_and_the_mean_along_the_gene():
    X, _, _ = of(Window(1, "means", body=True), (3, 6, True), (6, 3, False))
    by_hand = [[2 / 3, 1 / 3, 3 / 4, 2 / 4], [1 / 3, 1, 3 / 4, 2 / 4]]
    np.testing.assert_allclose(X, by_hand)


def test_genes_that_leave_the_bins_or_lack_a_mark_are_counted():
    genes = [(0, 0, True), (1, 1, True), (8, 8, True), (7, 7, False), (10, 10, True), (40, 40, True)]
    X, kept, left_out = of(Window(1), *genes)
    assert kept.tolist() == [False, True, False, True, False, False]
    assert len(X) == 2
    assert left_out == {"whose window leaves the bins": 3, "in whose window a mark is missing": 1}


def test_a_body_that_leaves_the_bins_takes_its_gene_along():
    _, kept, _ = of(Window(1, body=True), (3, 12, True), (3, -1, False), (3, 9, True), (3, 5, True))
    assert kept.tolist() == [False, False, False, True]


@pytest.mark.parametrize("name", ["WCE", "Input", "input_1", "Control", "IgG"])
def test_controls_are_known_by_name(name):
    assert is_control(name)
    assert not is_control("H3K4me3")
    assert not is_control("CTCF")


def test_a_marks_weight_is_the_sum_over_its_window():
    weights = np.array([1.0, 10, 2, 20, 4, 40, 7, 70])
    assert mark_weights(weights, ("A", "B"), Window(1, body=True)).tolist() == [[7, 7], [70, 70]]
    assert mark_weights(weights[:6], ("A", "B"), Window(1)).tolist() == [[7], [70]]


def test_too_many_columns_are_refused():
    Window(50).check(9)
    with pytest.raises(
        RequestError, match="`window` of 2001 bins of 9 marks: 18,009 columns, expected 4,000 at most"
    ):
        Window(1000).check(9)
    Window(1000, "means").check(9)
