import re

from babelix.enrichment.breakdown.results import Breakdown, Line
from babelix.views.enrichment.breakdown import draw_breakdown


def made(effect):
    lines = [
        Line(
            "1",
            position,
            "A",
            "C",
            None,
            "rare" if position % 3 else "common",
            place,
            ("E",) * (position % 2),
            effect,
        )
        for position in range(1, 60)
        for place in ("coding", "intron")
    ]
    return Breakdown(
        tuple(lines), ("common", "rare"), ("coding", "UTR", "intron"), ("E",), "AF of 0.01 or more", {}
    )


def words(path):
    return re.findall(r"<text[^>]*>([^<]*)", path.read_text())


def test_a_row_a_level_and_boxes_with_their_counts(tmp_path):
    draw_breakdown(made("missense"), tmp_path / "x.svg", "title")
    said = words(tmp_path / "x.svg")
    assert {"frequency", "place in genes", "element", "effect", "title", "118 (100.0%)", "80 (67.8%)"} <= set(
        said
    )
    assert "share of 118 variants (AF of 0.01 or more is common)" in said


def test_no_row_of_effects_where_none_is_told(tmp_path):
    draw_breakdown(made(""), tmp_path / "x.svg")
    assert "effect" not in words(tmp_path / "x.svg")
    draw_breakdown(made(""), tmp_path / "y.svg")
    assert (tmp_path / "x.svg").read_bytes() == (tmp_path / "y.svg").read_bytes()
