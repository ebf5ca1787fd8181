from dataclasses import replace

from babelix.enrichment.enrich.locus import Locus, Neighbor, Track
from babelix.views.enrichment.enrich import locus

FOUND = Locus(
    "rs1",
    "5",
    500,
    0,
    1000,
    (Track("ChIP.K562.MAX", (490, 700), (510, 703), 0), Track("ChIP.HeLa.MAX", (600,), (650,), 100)),
    (Neighbor("rs1", 500, 9.0, ("gout",), True), Neighbor("rs2", 700, 5.0, (), False)),
    (100, 500),
    (300,),
)


def drawn(found, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(locus, "save", lambda figure, *_: seen.append(figure))
    locus.draw_locus(found, tmp_path / "a.png")
    return seen[0].axes


def test_snps_stand_above_the_elements_round_them(tmp_path, monkeypatch):
    above, between, below = drawn(FOUND, tmp_path, monkeypatch)
    assert above.get_title(loc="left") == "rs1, 5:501 (gout): in elements of 1 annotation"
    assert [text.get_text() for text in above.texts] == ["rs1", "rs2"]
    assert [text.get_text() for text in between.get_yticklabels()] == ["pool", "starts"]
    assert [text.get_text() for text in below.get_yticklabels()] == ["K562", "HeLa"]
    assert [(bar.get_x(), bar.get_width()) for bar in below.patches] == [(490, 20), (700, 3), (600, 50)]
    held, other = below.patches[0].get_facecolor(), below.patches[2].get_facecolor()
    assert held == below.patches[1].get_facecolor() != other
    assert below.get_xlim() == (0, 1000)


def test_many_tracks_are_counted_and_none_is_said(tmp_path, monkeypatch):
    many = replace(FOUND, tracks=FOUND.tracks[1:] * (locus.MOST_TRACKS + 2), starts=())
    _, between, below = drawn(many, tmp_path, monkeypatch)
    assert [text.get_text() for text in between.get_yticklabels()] == ["pool"]
    assert below.texts[0].get_text() == "and 2 more annotations with an element here"
    above, _, below = drawn(replace(FOUND, tracks=()), tmp_path, monkeypatch)
    assert above.get_title(loc="left").endswith("(gout): in no element")
    assert below.texts[0].get_text() == "no element here"
