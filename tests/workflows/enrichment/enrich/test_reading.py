import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.enrichment.enrich.snps.pool import read_pool
from babelix.workflows.enrichment.enrich.reading import (
    covariates,
    own_columns,
    read_annotations,
    read_controls,
    read_groups,
)
from babelix.workflows.enrichment.enrich.settings import Files, Matching


def test_a_folder_without_a_name_gives_each_of_its_files(folder):
    chroms = ("chr1", "chr2")
    found = read_annotations([f"all={folder / 'peaks'}", str(folder / "peaks")], chroms, silent)
    assert [(each.name, each.source) for each in found.annotations] == [("all", 0), ("A", 1), ("B", 1)]
    assert found.strangers == {"chrX": 2}


def test_one_name_twice_is_refused(folder):
    (folder / "x.bed").write_text("chr1\t0\t5\n")
    once = f"A={folder / 'x.bed'}"
    with pytest.raises(RequestError, match=r"`annotation` A is both .*x\.bed and .*A\.bed; name one of them"):
        read_annotations([once, str(folder / "peaks")], ("chr1",), silent)
    (folder / "s.bed").write_text("chr1\t0\t5\tx\nchr1\t5\t9\ty\nchr1\t9\t11\tx\nchr1\t11\t13\ty\n")
    states = [f"S={folder / 's.bed'}", f"S:x={folder / 'x.bed'}"]
    with pytest.raises(RequestError, match="`annotation` S:x is there twice, once as a state"):
        read_annotations(states, ("chr1",), silent)


def test_what_the_pool_knows_is_matched_on(folder):
    pool = read_pool(folder / "pool.tsv", ())
    files = Files(folder / "c", ["A=a"], folder / "pool.tsv", folder / "tss.bed")
    assert list(covariates(files, Matching(), pool)) == ["maf", "tss"]
    assert list(covariates(files, Matching("tss"), pool)) == ["tss"]
    assert covariates(files, Matching("none"), pool) == {}
    assert own_columns(Matching("maf,mine,tss")) == ["mine"]
    with pytest.raises(
        RequestError, match=r"`match` ld: .*pool\.tsv has no such column; it has maf, tss, or ask for none"
    ):
        covariates(files, Matching("ld"), pool)
    with pytest.raises(RequestError, match=r"`match` tss: .* give `tss`, where transcription starts"):
        covariates(Files(folder / "c", ["A=a"], folder / "pool.tsv"), Matching("tss"), pool)


def test_sets_of_controls_in_three_forms(folder):
    (folder / "p.vcf").write_text("##x\n#CHROM\tPOS\tID\tREF\tALT\n1\t5\t.\tA\tC\n")
    (folder / "p.bed").write_text("chr2\t7\t8\nchr1\t5\t6\nchr2\t3\t4\n")
    found = read_controls([f"V={folder / 'p.vcf'}", f"T={folder / 'pool.tsv'}", f"B={folder / 'p.bed'}"])
    assert [(name, len(each)) for name, each in found.items()] == [("V", 1), ("T", 60), ("B", 3)]
    assert found["B"].position[slice(*found["B"].span("chr2"))].tolist() == [3, 7]
    with pytest.raises(RequestError, match=r"`controls` 'pool\.tsv': expected NAME=FILE"):
        read_controls(["pool.tsv"])
    with pytest.raises(RequestError, match=r"`controls` 'B=x': is given twice"):
        read_controls([f"B={folder / 'p.bed'}", "B=x"])


def test_groups_of_traits(tmp_path):
    (tmp_path / "g").write_text("# mine\nGout\tjoints\nTea\ttaste\nGout\tjoints\n")
    assert read_groups(tmp_path / "g") == {"Gout": "joints", "Tea": "taste"}
    assert read_groups(None) == {}
    (tmp_path / "g").write_text("Gout\tjoints\nGout\ttaste\n")
    with pytest.raises(RequestError, match="line 2: Gout is in joints already; keep one of the two"):
        read_groups(tmp_path / "g")
    (tmp_path / "g").write_text("Gout joints\n")
    with pytest.raises(RequestError, match="line 1: expected a trait and its group with a tab between"):
        read_groups(tmp_path / "g")
