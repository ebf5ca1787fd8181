from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.meme import write_motifs
from babelix.genome.motifs.counted import motif_of
from babelix.genome.motifs.motif import Motif
from babelix.workflows.dna.motifs.match import match, write_matches
from babelix.workflows.dna.motifs.sources import Given

SITES = {"ebox": "CAGCTG", "creb": "TGACGTCA", "fox": "GTAAACA", "mef": "CTATTTATAG", "gata": "AGATAAG"}


@pytest.fixture
def found(tmp_path):
    write_motifs([motif_of(name, [site]) for name, site in SITES.items()], tmp_path / "m.meme")
    return lambda **given: match(Given(**given), tmp_path / "m.meme", top=3)


def test_the_nearest_first_with_q_over_all_of_the_file(found, tmp_path):
    near = found(sequence="GGTGTTTACC")
    (row,) = near.nearest
    first = row[0]
    assert (first.match.name, first.match.reverse) == ("fox", True)
    assert len(row) == 3
    assert first.q_value == pytest.approx(5 * first.match.p_value)
    assert [each.match.p_value for each in row] == sorted(each.match.p_value for each in row)
    assert first.bits == pytest.approx(7 * 1.98924, abs=1e-3)  # log2(4.01 / 1.01) a base
    assert near.remark == "1 at q <= 0.05; of so few motifs, below 50, P depends much on which they are"
    write_matches(near, tmp_path / "m.tsv")
    head, line, *_ = Path(tmp_path / "m.tsv").read_text().splitlines()
    assert head == "query\tmotif\tp\tq\tbits\toffset\toverlap\tstrand"
    assert line.split("\t")[:2] == ["GGTGTTTACC", "fox"]
    assert line.split("\t")[4:] == ["13.9", "2", "7", "-"]


def test_what_is_like_nothing_is_claimed_of_nothing(found):
    near = found(sequence="CC")
    assert near.remark.startswith("none at q <= 0.05, so that no likeness can be claimed; of so few")


def test_the_remark_counts_targets_that_are_not_shown(tmp_path):
    same = [motif_of(name, ["GTAAACATG"]) for name in ("one", "two", "three")]
    write_motifs([*same, motif_of("other", ["CCGCGGCTT"])], tmp_path / "m.meme")
    found = {top: match(Given(sequence="GTAAACATG"), tmp_path / "m.meme", top=top) for top in (1, 4)}
    assert [len(each.nearest[0]) for each in found.values()] == [1, 4]
    assert found[1].like == (3,)
    assert found[1].remark == found[4].remark
    assert found[1].remark.startswith("3 at q <= 0.05")
    assert found[1].first(0).remark.startswith("none at q <= 0.05")


def test_queries_of_little_information_are_told(tmp_path):
    def column(most):
        return [most, *[(1 - most) / 3] * 3]

    # 0.49 and 0.54 bits: 2 + p log2 p + (1 - p) log2((1 - p) / 3) at 0.64 and 0.66
    queries = [Motif(f"m{most}", np.array([column(most)] * 3)) for most in (0.64, 0.66)]
    write_motifs(queries, tmp_path / "m.meme")
    both = match(Given(motifs=tmp_path / "m.meme"), tmp_path / "m.meme")
    words = "1 query has less than 0.5 bits a column: there small P come by chance more often than they say"
    assert both.remark.endswith(f"; {words}")
    assert "bits a column" not in match(Given(sequence="ACG"), tmp_path / "m.meme").remark
    flat = [Motif(name, np.full((3, 4), 0.25)) for name in ("one", "two")]
    write_motifs(flat, tmp_path / "flat.meme")
    assert "; 2 queries have less" in match(Given(motifs=tmp_path / "flat.meme"), tmp_path / "m.meme").remark


def test_every_motif_of_a_file_is_a_query(found, tmp_path):
    near = found(motifs=tmp_path / "m.meme")
    assert [row[0].match.name for row in near.nearest] == list(SITES)
    assert near.nearest[0][0].bits is None
    with pytest.raises(RequestError, match="`top` 0: expected at least 1"):
        match(Given(sequence="A"), tmp_path / "m.meme", top=0)


def test_a_query_too_wide_is_named(tmp_path):
    write_motifs([motif_of("wide", ["A" * 101]), motif_of("fit", ["A" * 100])], tmp_path / "m.meme")
    words = "expected a query of 1 to 100 columns, got 101"
    with pytest.raises(RequestError, match=f"wide: {words}"):
        match(Given(motifs=tmp_path / "m.meme"), tmp_path / "m.meme")
    with pytest.raises(RequestError, match=rf"{'A' * 30}\.\.\.: {words}"):
        match(Given(sequence="A" * 101), tmp_path / "m.meme")
    one = match(Given(sequence="A"), tmp_path / "m.meme")
    assert one.compared == "2 motifs"


def test_targets_of_one_name_are_refused(tmp_path):
    write_motifs([motif_of("a", ["CAG"]), motif_of("a", ["GTC"])], tmp_path / "m.meme")
    with pytest.raises(RequestError, match="two motifs are called a; give each a name of its own"):
        match(Given(sequence="CAG"), tmp_path / "m.meme")
