from dataclasses import replace

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.results import Enriched
from babelix.views.enrichment.enrich import states


def test_fold_of_each_state_of_each_cell(found, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(states, "save", lambda figure, *_: seen.append(figure))
    rows = tuple(
        Enriched(f"{cell}:{state}", 5, observed, expected, p, p_shifted=0.5)
        for cell, state, observed, expected, p in (
            ("a", "E1", 2, 1.0, 0.001),
            ("b", "E1", 1, 2.0, 0.7),
            ("b", "E2", 0, 0.0, 1.0),
        )
    )
    named = {each.name: tuple(each.name.split(":")) for each in rows}
    states.draw_states(replace(found, annotations=rows, states=named), tmp_path / "a.png")
    axes = seen[0].axes[0]
    shown = np.ma.filled(axes.images[0].get_array(), np.nan)
    np.testing.assert_allclose(shown, [[1.0, -1.0], [np.nan, np.nan]])
    assert [(text.get_text(), text.get_fontweight()) for text in axes.texts] == [
        ("2.00\n2 of 5", "bold"),
        ("0.50\n1 of 5", "normal"),
    ]
    assert len(axes.patches) == 1
    assert [text.get_text() for text in axes.get_xticklabels()] == ["a", "b"]


def test_no_states_are_told(found, tmp_path):
    with pytest.raises(RequestError, match="no annotation has states"):
        states.draw_states(found, tmp_path / "a.png")
