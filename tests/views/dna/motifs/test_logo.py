from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.meme import write_motifs
from babelix.genome.formats.substitutions import Attribution
from babelix.genome.motifs.counted import motif_of
from babelix.views.dna.motifs import logo
from babelix.workflows.dna.motifs.logo import Logos, Shown
from babelix.workflows.dna.motifs.match import match
from babelix.workflows.dna.motifs.sources import Given


@pytest.fixture
def drawn(monkeypatch):
    """What is drawn, instead of a file: the figure's axes."""
    kept = []
    monkeypatch.setattr(logo, "save", lambda figure, path, *_, **__: kept.append(figure))
    return kept


def titles(figure):
    return [axes.get_title(loc="left") for axes in figure.axes]


def test_motifs_three_in_a_row(drawn):
    motif = motif_of("m", ["ACG", "ACT"])
    shown = [Shown(motif, 5.0, "ACn"), Shown(replace(motif, name="n", sites=None), 5.0, "ACn")] * 2
    logo.draw_logos(Logos("here", tuple(shown), 4), "l.png")
    (figure,) = drawn
    assert titles(figure) == ["m   5.0 bits, 2 sites", "n   5.0 bits"] * 2 + ["", ""]
    heights = [patch.get_path().get_extents().ymax for patch in figure.axes[0].patches]
    assert max(heights) == pytest.approx(2)
    assert figure.axes[0].get_ylim() == (0, 2)


def test_attributions_stand_at_their_bases(drawn):
    added = {"by_substitution": np.array([0.5, -0.25, 0]), "by_gradient": np.array([1.0, 2.0, 0])}
    own = Attribution("tiny", "one", "c", 101, "ACN", added)
    logo.draw_attributions([own], "a.png")
    above, below = drawn[0].axes
    boxes = [patch.get_path().get_extents() for patch in above.patches]
    assert sorted((round(box.ymin, 6), round(box.ymax, 6)) for box in boxes) == [(-0.25, 0), (0, 0.5)]
    assert [round((box.xmin + box.xmax) / 2) for box in boxes] == [101, 102]
    assert max(patch.get_path().get_extents().ymax for patch in below.patches) == pytest.approx(2)


def test_a_target_stands_below_its_query(drawn, tmp_path):
    write_motifs([motif_of("fox", ["GTAAACA"]), motif_of("other", ["CCC"])], tmp_path / "m.meme")
    logo.draw_matches(match(Given(sequence="GGTGTTTACC"), tmp_path / "m.meme", top=1), "m.png")
    query, target = drawn[0].axes
    assert titles(drawn[0])[0] == "GGTGTTTACC"
    assert titles(drawn[0])[1].startswith("fox, reverse complement   P ")
    assert query.get_xlim() == target.get_xlim()
    # What must be said of P values is not cut off.
    assert max(map(len, drawn[0].get_suptitle().splitlines())) <= 95 < len(drawn[0].get_suptitle())
    boxes = [patch.get_path().get_extents() for patch in target.patches]
    assert round(min(box.xmin for box in boxes)) == 3  # TGTTTAC begins at the third base
    assert round(max(box.xmax for box in boxes)) == 9


def test_too_many_panels_and_other_endings_are_refused(tmp_path):
    shown = (Shown(motif_of("m", ["A"]), 2.0, "A"),)
    with pytest.raises(RequestError, match="121 panels: expected at most 120; take fewer"):
        logo.draw_logos(Logos("here", shown * 121, 121), tmp_path / "l.png")
    with pytest.raises(RequestError, match=r"end in .png or .svg"):
        logo.draw_logos(Logos("here", shown, 1), Path("l.pdf"))
