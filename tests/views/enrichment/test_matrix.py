from dataclasses import replace

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.views.enrichment import matrix


def test_shares_and_empty_places(found, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(matrix, "save", lambda figure, *_: seen.append(figure))
    matrix.draw_matrix(found, tmp_path / "a.png")
    axes = seen[0].axes[0]
    shown = np.ma.filled(axes.images[0].get_array(), np.nan)
    np.testing.assert_allclose(shown, [[5.0, 13.0], [14.0, np.nan]])
    assert [text.get_position() for text in axes.texts] == [(1, 1)]
    assert axes.get_title() == "2 factors by 2 cells: 3 of 4 there"


def test_no_matrix_is_told(found, tmp_path):
    with pytest.raises(RequestError, match="there is no matrix to draw"):
        matrix.draw_matrix(replace(found, matrix=None), tmp_path / "a.png")
