from dataclasses import replace
from math import comb

import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.draws import CrowdedError, Drawer
from babelix.workflows.enrichment.enrich.measure import enrich
from babelix.workflows.enrichment.enrich.settings import Drawing, Files, Matching


@pytest.fixture
def files(folder):
    return Files(
        folder / "catalogue.txt",
        [str(folder / "peaks"), f"A1={folder / 'peaks' / 'A.bed'}"],
        folder / "pool.tsv",
    )


def test_the_mhc_is_left_out_of_sets_beside_the_cases_too(folder):
    for name in ("catalogue.txt", "pool.tsv", "peaks/A.bed", "peaks/B.bed"):
        text = (folder / name).read_text().replace("chr2", "chr6").replace("\t2\t", "\t6\t")
        (folder / name).write_text(text)
    (folder / "panel.bed").write_text("chr1\t300\t301\nchr6\t300\t301\nchr6\t30000000\t30000001\n")
    files = Files(
        folder / "catalogue.txt",
        [str(folder / "peaks" / "A.bed")],
        folder / "pool.tsv",
        controls=[f"panel={folder / 'panel.bed'}"],
    )
    for mhc, snps in ((False, 3), (True, 2)):
        found = enrich(files, Matching("none", mhc=mhc), Drawing("none", draws=0, shifts=0))
        panel = found.controls[1]
        assert (panel.name, panel.snps, panel.inside) == ("panel", snps, (2,))


def at_least(observed, cases, inside, total):
    """Return the hypergeometric tail by hand."""
    ways = sum(comb(inside, k) * comb(total - inside, cases - k) for k in range(observed, cases + 1))
    return ways / comb(total, cases)


def test_every_case_for_itself_by_hand(files):
    found = enrich(files, Matching("none"), Drawing("none"))
    told = found.catalogue
    assert (told.rows, told.positions, told.counted, told.inside, told.in_pool, told.loci) == (
        9,
        7,
        6,
        4,
        5,
        None,
    )
    assert told.context == {"coding": 1, "intron": 5, "intergenic": 1}
    assert told.missing == {"at no SNP of the pool": 1}
    assert list(found.left_out) == ["chr3"]
    assert [(each.name, each.observed) for each in found.annotations] == [("A", 3), ("B", 1), ("A1", 3)]
    first = found.annotations[0]
    assert first.expected == pytest.approx(5 * 3 / 40)
    assert first.p_exact == pytest.approx(at_least(3, 5, 3, 40))
    assert found.union.observed == 4
    assert found.union.p_exact == pytest.approx(at_least(4, 5, 8, 40))
    assert found.all_cases == ()


def test_loci_are_led_by_the_surest(files):
    found = enrich(files, Matching("none"), Drawing("100"))
    assert found.catalogue.loci == 4
    assert [each.cases for each in found.annotations] == [4] * 3
    assert [each.cases for each in found.all_cases] == [5] * 4
    assert found.annotations[0].observed == 2


def test_the_matrix_collapses_within_each_trait(files):
    matrix = enrich(files, Matching("none"), Drawing("600b")).matrix
    assert (matrix.traits, matrix.cases.tolist()) == (("Gout", "Tea"), [3, 1])
    assert matrix.observed.tolist() == [[2, 1, 2], [1, 0, 1]]


def test_matched_on_all_that_is_known(files):
    found = enrich(files, Matching(bins="4"), Drawing("none"))
    assert dict(found.how.matched) == {"maf": 4}
    assert found.how.strata == 4
    assert found.how.universe == 40


def test_controls_near_other_snps_are_left_out(files):
    # The row at 77 is at no SNP of the pool: that at 1 lies 76 bases from it, that at 101 24 bases.
    assert enrich(files, Matching("none", exclude_within=50), Drawing("none")).how.universe == 39
    assert enrich(files, Matching("none", exclude_within=76), Drawing("none")).how.universe == 38
    # The neighbours of cases, 100 bases from them, stay.
    assert enrich(files, Matching("none", exclude_within=100), Drawing("none")).how.universe == 38


def test_draws_of_controls(files):
    found = enrich(files, Matching("none"), Drawing("none", draws=499))
    first = found.annotations[0]
    assert sum(first.drawn) / 499 == pytest.approx(first.expected, abs=0.1)
    assert first.p_sampled == (1 + sum(each >= 3 for each in first.drawn)) / 500
    assert found.joint.draws == 499
    assert found.joint.p.shape == found.matrix.p.shape
    assert enrich(files, Matching("none"), Drawing("none", draws=499)).annotations == found.annotations
    none = enrich(files, Matching("none"), Drawing("none", draws=0))
    assert (none.annotations[0].p_sampled, none.joint) == (None, None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ("catalogue.txt", "p-Value", "Other"),
            "tells no P values, by which cases are collapsed to loci; give a column p",
        ),
        (
            ("pool.tsv", "\nchr", "\ncontig"),
            "is on chromosomes chr1, chr2, chrX and the SNPs are on contig1, contig2, contig3",
        ),
        (("catalogue.txt", "rs", "xx"), "they have no rs names to go by"),
    ],
)
def test_bad_input_is_told_in_one_sentence(files, folder, change, sentence):
    name, old, new = change
    text = (folder / name).read_text().replace(old, new)
    if new == "xx":
        text = text.replace("01\t", "07\t")
    (folder / name).write_text(text)
    with pytest.raises(RequestError, match=sentence):
        enrich(files, Matching("none"))


@pytest.mark.slow
@pytest.mark.figure
def test_figure_ten_of_the_catalogue_of_2012(dataset):
    peaks = dataset("tf-peaks-hg19")["A549.CEBPB"].parent
    files = Files(
        dataset("gwas-catalog-2012")["catalog"],
        [f"TF={peaks}"],
        dataset("snp-pool")["snps"],
        dataset("annotations-hg19")["RefSeqTSS"],
    )
    found = enrich(files, Matching("maf,tss"), Drawing(draws=0, shifts=0))
    told, (before,), (loci,) = found.catalogue, found.all_cases, found.annotations
    assert 0.88 < (told.noncoding() or 0) < 0.89
    assert (told.counted, told.inside, told.in_pool, told.loci) == (4915, 752, 3785, 1572)
    assert (before.cases, before.observed) == (3785, 584)
    assert before.expected == pytest.approx(462, abs=0.5)
    assert before.fold == pytest.approx(1.26, abs=0.005)
    assert (loci.p_exact or 0) > 1000 * (before.p_exact or 1)


def test_where_loci_leave_no_room_there_is_no_sampled_p(files, monkeypatch):
    counts = Drawer.counts

    def crowded(drawer, draws):
        if drawer._bases > 0:
            raise CrowdedError("stratum 0")
        return counts(drawer, draws)

    monkeypatch.setattr(Drawer, "counts", crowded)
    found = enrich(files, Matching("none"), Drawing("100", draws=50))
    first = found.annotations[0]
    assert (first.cases, first.p_sampled) == (4, None)
    assert first.p_exact is not None
    assert any("4 controls as far apart as the loci (100) were not found" in each for each in found.remarks)


def test_a_group_of_no_trait_is_said(files, folder):
    (folder / "groups.tsv").write_text("Gout\tfeet\nCoffee\tdrinks\n")
    found = enrich(replace(files, groups=folder / "groups.tsv"), Matching("none"), Drawing("none"))
    assert found.matrix.traits == ("feet", "Tea")
    assert any(
        "1 of 2 traits of" in each and "not in the catalogue: Coffee" in each for each in found.remarks
    )


def test_proxies_of_no_snp_of_the_pool_are_refused(files, folder):
    (folder / "proxies.tsv").write_text("rs777\trs778\n")
    with pytest.raises(RequestError, match=r"of 1 pairs none has both names in the pool"):
        enrich(files, Matching("none"), Drawing(str(folder / "proxies.tsv")))
