import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.workflows.enrichment.enrich.alone import NO_POOL, enrich_alone
from babelix.workflows.enrichment.enrich.settings import Drawing, Files, Matching


@pytest.fixture
def files(folder):
    (folder / "snps.bed").write_text("chr1\t10\t11\nchr1\t50\t51\n23\t5\t6\n")
    (folder / "A.bed").write_text("chr1\t0\t20\nchrX\t0\t9\nchrX\t90\t100\n")
    return Files(folder / "snps.bed", [f"A={folder / 'A.bed'}"])


def test_all_moves_are_counted_by_hand(files):
    found = enrich_alone(files, Matching(), Drawing("none"), silent)
    (first,) = found.annotations
    assert (first.cases, first.observed, first.p_exact, first.p_sampled) == (3, 2, None, None)
    # chr1 turns round 51 bases, each case lies in the 20 with 20/51, both in none of the moves that keep 40 apart...
    both = (
        sum(10 in at and 50 in at for at in ({(base + k) % 51 for base in range(20)} for k in range(51))) / 51
    )
    one = 40 / 51 - 2 * both
    inside = 19 / 100
    assert first.p_shifted == pytest.approx(both + one * inside)
    assert first.expected == pytest.approx(40 / 51 + inside)
    assert found.remarks[0] == NO_POOL
    assert found.how.alone
    assert found.matrix is None


@pytest.mark.parametrize(
    ("matching", "drawing", "sentence"),
    [
        (Matching("maf"), Drawing("none"), "`match` needs `pool`"),
        (Matching(exclude_within=5), Drawing("none"), "`exclude_within` needs `pool`"),
        (Matching(), Drawing("none", shifts=0), "`shifts` 0 and no `pool`: there is nothing to compare with"),
        (Matching(), Drawing(), "tells no P values, by which cases are collapsed to loci"),
    ],
)
def test_what_needs_a_pool(files, matching, drawing, sentence):
    with pytest.raises(RequestError, match=sentence):
        enrich_alone(files, matching, drawing, silent)


def test_names_alone_stand_nowhere(files, folder):
    (folder / "snps.bed").write_text("rsid\nrs1\n")
    with pytest.raises(RequestError, match="tells no positions; give `pool`, SNPs with names and positions"):
        enrich_alone(files, Matching(), Drawing("none"), silent)
