import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.workflows.enrichment.enrich.locus import locus_of
from babelix.workflows.enrichment.enrich.measure import enrich, read_study
from babelix.workflows.enrichment.enrich.settings import Drawing, Files, Matching


@pytest.fixture
def study(folder):
    files = Files(folder / "catalogue.txt", [str(folder / "peaks")], folder / "pool.tsv")
    return read_study(files, Matching("none"), Drawing("none"), silent)[0]


def test_a_snp_of_the_catalogue_and_its_neighbors(study, folder):
    found = locus_of(study, "RS203", folder / "tss.bed")
    assert (found.name, found.chrom, found.position) == ("rs203", "chr2", 300)
    assert found.traits == ("Gout", "Tea")
    assert [(each.name, each.distance) for each in found.tracks] == [("A", 0)]
    first = found.catalogue[0]
    assert (first.name, first.strength, first.in_pool) == ("rs203", 8.0, True)
    assert found.pool == tuple(range(0, 2000, 100))
    assert found.starts == (0,)
    # rs999 is at no SNP of the pool, where the catalogue says.
    assert (locus_of(study, "rs999").chrom, locus_of(study, "rs999").position) == ("chr1", 76)


def test_a_place(study):
    found = locus_of(study, "2:1,301")
    assert (found.name, found.chrom, found.position, found.traits) == ("2:1,301", "chr2", 1300, ())
    assert found.tracks[0].distance == 1300 - 329


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rs20", "catalogue.txt has no such SNP; give a SNP of it, or a place such as 5:40410584"),
        ("rs305", "it lies on chr3, which does not count: no element of"),
        (" ", "`locus` is empty; give a SNP of the catalogue, or a place such as 5:40410584"),
        ("9:5", "the pool has no chromosome 9, but chr1, chr2"),
    ],
)
def test_what_is_not_there_is_told(study, text, said):
    with pytest.raises(RequestError, match=said):
        locus_of(study, text)


def test_without_a_pool_too(folder):
    files = Files(folder / "catalogue.txt", [str(folder / "peaks")])
    found = enrich(files, drawing=Drawing("none", shifts=9), locus="rs104").locus
    assert (found.position, [each.name for each in found.tracks]) == (400, ["A", "B"])
