from dataclasses import replace

import pytest

from babelix.base.errors import RequestError
from babelix.views.enrichment import saturation


def drawn(found, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(saturation, "save", lambda figure, *_: seen.append(figure))
    saturation.draw_saturation(found, tmp_path / "a.png")
    return seen[0].axes


def test_a_panel_a_column_and_one_of_peaks(found, tmp_path, monkeypatch):
    cells, peaks = drawn(found, tmp_path, monkeypatch)
    mean, alone = cells.lines
    assert mean.get_ydata().tolist() == pytest.approx([16.0, 29.0])
    assert alone.get_ydata().tolist() == pytest.approx([19.0, 13.0])
    assert cells.get_title() == "the last cell still adds 44.8 %"
    assert cells.get_xlabel() == "number of cells"
    assert [line.get_ydata() for line in peaks.lines] == [pytest.approx([17.0, 29.0])] * 2


def test_nothing_to_draw_is_told(found, tmp_path):
    with pytest.raises(RequestError, match="there is no saturation to draw"):
        saturation.draw_saturation(replace(found, curves=(), thresholds=()), tmp_path / "a.png")
