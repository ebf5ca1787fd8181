from dataclasses import replace

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.joint import Joint
from babelix.views.enrichment.enrich import matrix


def test_cells_are_coloured_by_p_under_the_rule(found, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(matrix, "save", lambda figure, *_: seen.append(figure))
    joint = Joint(99, np.ones((2, 2)), 0.04, 1.5)
    two = replace(
        found.matrix, observed=np.array([[3, 3], [0, 0]]), p_shifted=np.array([[0.2, 0.9], [np.nan] * 2])
    )
    matrix.draw_matrix(replace(found, joint=joint, matrix=two), tmp_path / "a.png")
    axes = seen[0].axes[0]
    shown = np.ma.filled(axes.images[0].get_array(), np.nan)
    np.testing.assert_allclose(shown, [[-np.log10(0.002), np.nan]])
    assert [text.get_text() for text in axes.texts] == ["3", "3"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["gout (5)"]
    assert [patch.get_xy() for patch in axes.patches] == [(-0.5, -0.5)]
    assert seen[0].get_suptitle() == (
        "1 of 4 cells have P <= 0.01 and 3 overlaps; 1.5 by chance (P 0.04)\n"
        "hatched: 1 that elements shifted along the genome do not support"
    )


def test_no_trait_with_three_overlaps_is_told(found, tmp_path):
    with pytest.raises(RequestError, match="no trait has three SNPs in an annotation"):
        matrix.draw_matrix(replace(found, matrix=None), tmp_path / "a.png")
