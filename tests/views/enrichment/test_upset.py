from dataclasses import replace

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.patterns import Patterns
from babelix.views.enrichment import upset


def drawn(found, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(upset, "save", lambda figure, *_: seen.append(figure))
    upset.draw_upset(found, tmp_path / "a.png")
    return seen[0]


def test_bars_dots_and_sizes(found, tmp_path, monkeypatch):
    figure = drawn(found, tmp_path, monkeypatch)
    bars, dotted, sizes = figure.axes
    assert [patch.get_height() for patch in bars.patches] == pytest.approx([16.0, 10.0, 3.0])
    assert [patch.get_width() for patch in sizes.patches] == pytest.approx([19.0, 13.0])
    assert [line.get_ydata().tolist() for line in dotted.lines[1::2]] == [[0], [1], [0, 1]]
    assert [label.get_text() for label in dotted.get_yticklabels()] == ["A", "B"]
    assert figure.get_suptitle() == "bases that exactly these cover: 3 largest"


def test_what_is_not_shown_is_said(found, tmp_path, monkeypatch):
    names = tuple(f"s{n}" for n in range(31))
    many = Patterns(names, np.eye(31, dtype=bool), np.arange(31, 0, -1))
    figure = drawn(replace(found, patterns=many), tmp_path, monkeypatch)
    said = figure.get_suptitle()
    assert "the 20 largest of 31 cells: 30 largest; 0.2 % of what is covered in smaller ones" in said
    assert len(figure.axes[0].patches) == 30


def test_one_set_is_no_figure(found, tmp_path):
    one = Patterns(("A",), np.ones((1, 1), bool), np.array([5]))
    with pytest.raises(RequestError, match="shows two annotations or groups at least"):
        upset.draw_upset(replace(found, patterns=one), tmp_path / "a.png")
