import numpy as np
import pytest

from babelix.classic.sites.matrix import Matrices

A, C, G, _ = np.eye(4, dtype=np.float32)


def test_scores_by_hand():
    """Of two sites AC and AG: (2 + 1) / (2 + 4) for A, (1 + 1) / 6 for C; of one, GG: 2 / 5 for G and 1 / 5."""
    sites = np.stack([[A, C], [A, G], [G, G]])
    matrices = Matrices(sites, np.array([0, 0, 1]), 2)
    assert matrices.parameters == 12
    found = matrices.scores(np.stack([[A, C], [G, G]]))
    assert found[0] == pytest.approx([np.log(3 / 6 * 2 / 6), np.log(1 / 5 * 1 / 5)])
    assert found[1] == pytest.approx([np.log(1 / 6 * 2 / 6), np.log(2 / 5 * 2 / 5)])
