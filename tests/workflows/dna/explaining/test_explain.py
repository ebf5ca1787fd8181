import numpy as np
import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.tracks.effects import Effect
from babelix.workflows.dna.explaining.explain import Explaining, averaged, explain, most_changed
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.score import Scoring

GENES = 'chr1\tx\tgene\t5\t9\t.\t+\t.\tgene_id "g"; gene_name "near";\nchr1\tx\tgene\t31\t32\t.\t-\t.\tgene_id "h";\n'


def test_a_substitution_by_hand(scored, tmp_path):
    """In every 4 bases G counts, and C for the minus strand; A becomes G at base 14."""
    (tmp_path / "g.gtf").write_text(GENES)
    page = Explaining(tmp_path / "p.html", "babelix --x", tmp_path / "g.gtf", 5)
    scorer, asked, rows = scored("chr1:14:A:G", "chr1:40:C:G")
    page = page.prepared(asked, Source(str(tmp_path / "g.fa")))
    one, missed = explain(scorer, asked, rows, page).alleles
    assert (missed.scored.fate, missed.effect, one.scored.variant) == ("outside", None, "chr1:14:A:G")
    assert one.tracks == ("G+", "G-")
    assert one.effect.first == 4
    assert one.effect.difference.tolist() == [[0, 0], [0, 0], [1, 0], [0, 0], [0, 0]]
    assert [gene.name for gene in one.genes] == ["near"]
    assert (one.letters.reference.letters, one.letters.alternative.letters) == ("ACATC", "ACGTC")
    # One of three other bases is a G.
    assert one.letters.alternative.importance[:, 0].tolist() == [-1 / 3, -1 / 3, 1, -1 / 3, -1 / 3]
    assert one.reach is None


def test_how_it_was_made(scored, tmp_path):
    scoring = Scoring(both_strands=True, shifts="0,1")
    scorer, asked, rows = scored("chr1:14:A:G", scoring=scoring)
    made = explain(scorer, asked, rows, Explaining(tmp_path / "p.html", "babelix x")).made
    assert made["Model"] == "counter"
    assert made["Genome"] == "g.fa, its contigs do not tell the assembly"
    assert made["Window"] == "28 bp read, compared over 20 bp around a variant"
    assert made["Averaged over"] == "both strands, windows moved by 0, 1 bp"
    assert made["Versions"].startswith("babelix ")
    assert made["Command"] == "babelix x"
    assert "Weights" not in made


def test_the_most_changed_track_comes_first_by_percentile():
    scores = {"a": {"l2": 9.0, "l2_percentile": 7.0}, "b": {"l2": 1.0, "l2_percentile": 99.0}}
    assert most_changed(scores) == ["b", "a"]
    assert most_changed({"a": {"l2": 1.0}, "b": {"l2": 2.0}}) == ["b", "a"]


def test_views_are_averaged_bin_by_bin():
    one, other = (Effect(3, 4, *(np.full((2, 1), value + k) for k in (0.0, 1.0, 2.0))) for value in (0, 6))
    found = averaged([one, other])
    assert (found.reference.tolist(), found.alternative.tolist()) == ([[3], [3]], [[4], [4]])


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("p.htm", {}, "`explain` .*p.htm: expected a file that ends in .html"),
        ("", {}, "expected a file that ends in .html"),
        ("p.html", {"letters": 402}, "`letters` 402: expected 1 to 401 bases"),
        ("folder.html", {}, "expected a plain file, there already or not"),
    ],
)
def test_pages_that_cannot_be(tmp_path, name, settings, said):
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(RequestError, match=said):
        Explaining(tmp_path / name, **settings).prepared(["chr1:14:A:G"], Source("g.fa"))


def test_too_many_variants_no_tracks_and_no_place(tmp_path):
    page = Explaining(tmp_path / "p.html")
    page.prepared(["chr1:14:A:G"] * 20, Source("g.fa"))
    with pytest.raises(RequestError, match="a page holds at most 20 variants, and more are asked for"):
        page.prepared(["chr1:14:A:G"] * 21, Source("g.fa"))
    with pytest.raises(RequestError, match="`explain` shows tracks, and with `deltas`"):
        page.prepared(["chr1:14:A:G"], Source("g.fa"), tracks=False)
    (tmp_path / "file").touch()
    with pytest.raises(TaskError, match="is no folder"):
        Explaining(tmp_path / "file" / "p.html").prepared(["chr1:14:A:G"], Source("g.fa"))
