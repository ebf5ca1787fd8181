import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.random_snvs import Draw
from babelix.workflows.dna import models
from babelix.workflows.dna.background import make_background
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.score import Scoring, score_variants

BASES = "GGCATTACAGGACTACATCTACAGGACTTACATCTACGGGTTACA"
HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


@pytest.fixture
def source(tmp_path, monkeypatch, g_counter):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    (tmp_path / "g.fa").write_text(f">chr1\n{BASES}\n")
    return Source(str(tmp_path / "g.fa"))


def test_drawn_ones_are_scored_as_variants_are(source, tmp_path):
    made = make_background([], Draw(23, 5), "counter", source, Scoring(), tmp_path / "b.npz")
    assert made.fates == {"scored": 23}
    found = made.background
    assert (found.count, found.tracks) == (23, ("G+", "G-"))
    assert {
        "model": "counter",
        "genome": "g.fa",
        "window": 28,
        "effect_window": 20,
        "count": 23,
        "seed": 5,
    }.items() <= (found.about.items())
    assert found.about["transitions"] == pytest.approx(made.transitions, abs=1e-6)
    # One substitution moves the counts of G and C by one at most.
    assert set(np.unique(found.sizes["sad"])) == {0, 1}
    again = make_background([], Draw(23, 5), "counter", source, Scoring(batch_size=4), tmp_path / "c.npz")
    assert (tmp_path / "c.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert again.fates == made.fates


def test_those_of_a_vcf_that_are_snvs(source, tmp_path):
    rows = [(9, "A", "G,T,AC"), (10, "G", "A"), (12, "A", "*"), (12, "ACT", "A")]
    text = "".join(f"chr1\t{place}\t.\t{ref}\t{alt}\t.\t.\t.\n" for place, ref, alt in rows)
    (tmp_path / "x.vcf").write_text(HEAD + text)
    made = make_background([str(tmp_path / "x.vcf")], None, "counter", source, Scoring(), tmp_path / "b.npz")
    assert made.fates == {"scored": 3, "star": 1, "not_snv": 2}
    assert made.background.sizes["sad"].tolist() == [[0, 1, 1], [0, 0, 0]]
    # A to G and G to A, not A to T.
    assert made.transitions == pytest.approx(2 / 3)
    assert made.background.about["variants"] == ["x.vcf"]


def test_scores_stand_beside_it(source, tmp_path):
    make_background(
        ["chr1:9:A:G", "chr1:9:A:T", "chr1:10:G:A"], None, "counter", source, Scoring(), tmp_path / "b.npz"
    )
    ranked = Scoring(background=tmp_path / "b.npz")
    found = score_variants(["chr1:13:C:G", "chr1:9:A:T"], "counter", source, ranked)
    # Sizes of sad on G+: 0, 1, 1; on G-: 0, 0, 0.
    assert found.rows[0].scores["G+"]["sad_percentile"] == pytest.approx(200 / 3)
    assert found.rows[0].scores["G-"]["sad_percentile"] == 100
    assert found.rows[1].scores["G+"]["sad_percentile"] == pytest.approx(50 / 3)
    assert found.rows[1].scores["G-"]["max_percentile"] == 50
    assert "null_l2_percentile" not in found.rows[0].scores["G+"]
    assert found.about.scores[-4:] == ("sad_percentile", "sar_percentile", "l2_percentile", "max_percentile")


def test_another_background_is_refused(source, tmp_path):
    make_background(["chr1:9:A:G"], None, "counter", source, Scoring(tracks=("G+",)), tmp_path / "b.npz")

    def ask(**more):
        return score_variants(
            ["chr1:9:A:G"], "counter", source, Scoring(background=tmp_path / "b.npz", **more)
        )

    assert ask(tracks=("G+",)).rows[0].scores["G+"]["sad_percentile"] == 50
    with pytest.raises(RequestError, match=r"b.npz: its tracks is of G\+, what scores has G- too"):
        ask()
    with pytest.raises(RequestError, match=r"b.npz: its window is 28, what scores has 12"):
        ask(tracks=("G+",), effect_window=4)
    with pytest.raises(RequestError, match=r"its averaging .* is \[\[0, False\]\], what scores has"):
        ask(tracks=("G+",), both_strands=True)


@pytest.mark.parametrize(
    ("asked", "draw", "out", "said"),
    [
        ([], None, "b.npz", "expected variants, or how many to draw at `random`, and not both"),
        (["chr1:9:A:G"], Draw(3), "b.npz", "and not both"),
        ([], Draw(3), "b.tsv", "`out` .*b.tsv: expected a file that ends in .npz"),
        (["chr1:9:C:G"], None, "b.npz", "has another REF; use the genome"),
        (["chr1:9:A:AT"], None, "b.npz", "no variant of the background could be scored"),
    ],
)
def test_wrong_requests(source, tmp_path, asked, draw, out, said):
    with pytest.raises(RequestError, match=said):
        make_background(asked, draw, "counter", source, Scoring(), tmp_path / out)
    assert not (tmp_path / out).exists()
