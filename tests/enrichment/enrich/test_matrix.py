from math import comb

import numpy as np
import pytest

from babelix.enrichment.enrich.matrix import Rule, Strata, matrix


def test_cells_by_hand():
    strata = Strata(np.array([7, 5]), np.array([[2, 1], [0, 3]]))
    held = np.array([[True, True, False, True], [False, False, False, True]])
    found = matrix(
        ["t", "u"],
        ["A", "B"],
        [np.array([0, 1, 3]), np.array([2])],
        held,
        strata,
        np.array([0, 0, 1, 1]),
        Rule(0.1, 3),
    )
    assert found.cases.tolist() == [3, 1]
    assert found.observed.tolist() == [[3, 1], [0, 0]]
    assert found.expected[0].tolist() == pytest.approx([2 * 2 / 7 + 1 / 5, 3 / 5])
    assert found.p[0, 0] == pytest.approx(1 / comb(7, 2) * 1 / 5)
    assert found.p[1].tolist() == [1, 1]
    assert found.coloured.tolist() == [[True, False], [False, False]]
    assert found.testable.tolist() == [True, False]
    assert found.q[0].tolist() == pytest.approx([2 * found.p[0, 0], found.p[0, 1]])
    assert np.isnan(found.q[1]).all()
    assert found.reached(1) == 2


def test_the_papers_rule():
    rule = Rule()
    p, observed = np.array([[0.01, 0.0101, 1e-9]]), np.array([[3, 3, 2]])
    assert rule.coloured(p, observed).tolist() == [[True, False, False]]
