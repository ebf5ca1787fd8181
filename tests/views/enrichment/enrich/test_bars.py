from dataclasses import replace

import pytest

from babelix.views.enrichment.enrich import bars


@pytest.fixture
def drawn(monkeypatch):
    seen = []
    monkeypatch.setattr(bars, "save", lambda figure, *_: seen.append(figure))
    return seen


def test_shares_of_cases_and_controls(found, drawn, tmp_path):
    bars.draw_bars(found, tmp_path / "a.png")
    panels = drawn[0].axes
    assert [axes.get_title().split("\n") for axes in panels] == [
        ["any of them", "exact P 0.1"],
        ["A", "exact P 0.12"],
        ["B", "exact P 0.5"],
    ]
    heights = [bar.get_height() for bar in panels[1].patches]
    assert heights == pytest.approx([60, 100 * 4 / 7, 11])
    assert [text.get_text() for text in panels[1].get_xticklabels()] == [
        "loci (5)",
        "all cases (7)",
        "pool (100)",
        "matched draws (4)",
    ]


def test_one_annotation_without_draws(found, drawn, tmp_path):
    only = replace(found.annotations[0], drawn=(), p_shifted=0.25)
    bars.draw_bars(replace(found, annotations=(only,), union=None, all_cases=()), tmp_path / "a.png")
    (axes,) = drawn[0].axes
    assert [text.get_text() for text in axes.get_xticklabels()] == ["cases (5)", "pool (100)"]
    assert axes.get_title() == "A\nexact P 0.12, shifted P 0.25"
