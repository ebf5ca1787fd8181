import lzma

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.snps.pool import read_pool


def test_a_table_is_sorted_and_its_frequencies_folded(tmp_path):
    rows = (
        "chr2\t7\trs2\t0.9\t3\t1",
        "1\t5\trs1\tNA\t2\t2",
        "chr2\t3\trs3\t0.2\t1\t3",
        "2\t3\trs4\t0.1\t1\t4",
    )
    text = "\n".join(["chr\tpos\trsid\taf\tL2\tmine", *rows]) + "\n"
    (tmp_path / "p.xz").write_bytes(lzma.compress(text.encode()))
    pool = read_pool(tmp_path / "p.xz", {"rs1", "rs2", "rs4", "rs9"}, ["mine"])
    assert (pool.chroms, pool.chrom.tolist(), pool.position.tolist()) == (("chr2", "1"), [0, 0, 1], [2, 6, 4])
    assert pool.columns["maf"][:2].tolist() == pytest.approx([0.2, 0.1])
    assert np.isnan(pool.columns["maf"][2])
    assert pool.columns["ld"].tolist() == [1, 3, 2]
    assert pool.columns["mine"].tolist() == [3, 1, 2]
    assert (dict(pool.rows), pool.doubled, len(pool)) == ({"rs2": 1, "rs1": 2, "rs4": 0}, 1, 3)


def test_a_vcf_gives_its_snps(tmp_path):
    (tmp_path / "p.vcf").write_text(
        "##fileformat=VCF\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        "22\t11\trs1\tA\tC\t.\t.\tAC=3;AF=0.75\n22\t13\trs2\tA\tAC\t.\t.\tAF=0.1\n22\t5\trs3\tG\tT,<DEL>\t.\t.\tEUR_AF=0.3\n"
    )
    pool = read_pool(tmp_path / "p.vcf", {"rs1", "rs3"})
    assert (pool.position.tolist(), dict(pool.rows)) == ([4, 10], {"rs1": 1, "rs3": 0})
    assert np.isnan(pool.columns["maf"][0])
    assert pool.columns["maf"][1] == 0.25


def test_spans_and_places(pool):
    assert (pool.span("chr2"), pool.span("chr3")) == ((4, 7), (0, 0))
    assert (pool.at("chr1", 47), pool.at("chr1", 48), pool.at("chr2", 59), pool.at("chr9", 1)) == (
        3,
        None,
        6,
        None,
    )
    kept = pool.kept(np.array([False, True, True, False, True, False, False]))
    assert (kept.position.tolist(), dict(kept.rows), kept.span("chr2")) == (
        [20, 31, 10],
        {"rs2": 0, "rs5": 2},
        (2, 3),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("snp\tmaf\nrs1\t0.1\n", "line 1: expected a header with chrom and position"),
        ("chrom\tposition\n", "has a header and no row below it"),
        ("chrom\tposition\n1\t2.5\n", "line 2: expected a position counted from 1, got '2.5'"),
        ("chrom\tposition\tmaf\n1\t2\t1.5\n", "a frequency lies outside 0 to 1"),
    ],
)
def test_what_is_no_pool(tmp_path, text, sentence):
    (tmp_path / "p").write_text(text)
    with pytest.raises(RequestError, match=sentence):
        read_pool(tmp_path / "p", ())


def test_a_vcf_without_frequencies_gives_none(tmp_path):
    told = ("AF=.", "AF=.25", "AF=2e-1,0.1")
    lines = [f"22\t{i}\trs{i}\tA\tC\t.\t.\t{each}" for i, each in enumerate(told, start=1)]
    head = "##fileformat=VCF\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    (tmp_path / "p.vcf").write_text(head + "\n".join(lines) + "\n")
    maf = read_pool(tmp_path / "p.vcf", set()).columns["maf"]
    assert np.isnan(maf[0])
    assert maf[1:].tolist() == pytest.approx([0.25, 0.2])
