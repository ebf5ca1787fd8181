import gzip

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.snps.catalogue import read_catalogue, strengths

OLD = "Disease/Trait\tChr_id\tChr_pos\tSNPs\tSnp_id_current\tContext\tp-Value\tPvalue_mlog"
NEW = "DISEASE/TRAIT\tCHR_ID\tCHR_POS\tSNPS\tSNP_ID_CURRENT\tCONTEXT\tP-VALUE\tPVALUE_MLOG\tMAPPED_TRAIT_URI"


def test_the_catalogue_of_2012_in_latin_1(tmp_path):
    rows = [
        "Cr\xf8hn\t5\t40410584\trs11742570\t11742570\tIntergenic\t7E-36\t35.15",
        "Height\t\t\tNR\t\t\tNS\t",
    ]
    (tmp_path / "c.gz").write_bytes(gzip.compress("\n".join([OLD, *rows]).encode("latin-1")))
    found = read_catalogue(tmp_path / "c.gz")
    assert (found.rows, found.unplaced, found.places()) == (2, 1, {("5", 40410584)})
    (only,) = found.found
    assert (only.rsid, only.current, only.trait, only.context) == (
        "rs11742570",
        "rs11742570",
        "Cr\xf8hn",
        "Intergenic",
    )
    assert only.strength == pytest.approx(36 - np.log10(7))


def test_todays_catalogue_with_several_snps_a_row_and_p_below_what_a_number_holds(tmp_path):
    rows = [
        "T\t6;6\t11;13\trs1; rs2\t2\tintron_variant; intergenic_variant\t1E-400\t400.0\thttp",
        "T\t1 x 2\t5 x 7\trs3 x rs4\t4\tmissense_variant\t0.0\t17.0\thttp",
        "T\t\t\trs5-?\t\t\t\t\thttp",
    ]
    (tmp_path / "c").write_text("\n".join([NEW, *rows]) + "\n")
    found = read_catalogue(tmp_path / "c").found
    assert [(each.rsid, each.chrom, each.position) for each in found] == [
        ("rs1", "6", 11),
        ("rs2", "6", 13),
        ("rs3", "1", 5),
        ("rs4", "2", 7),
        ("rs5-?", "", 0),
    ]
    assert strengths(found)[:4].tolist() == [400.0, 400.0, 17.0, 17.0]
    assert np.isnan(found[4].strength)
    assert not any(each.current for each in found[:4])  # which of the two it is of is not told


def test_bed_and_a_table_by_other_names(tmp_path):
    (tmp_path / "s.bed").write_text("chr1\t10\t11\trs7\nchr2\t3\t4\tpeak\n")
    found = read_catalogue(tmp_path / "s.bed").found
    assert [(each.rsid, each.chrom, each.position) for each in found] == [
        ("rs7", "chr1", 11),
        ("", "chr2", 4),
    ]
    (tmp_path / "t").write_text("SNP\tChrom\tBP\nrs9\tchr5\t1279790\n")
    (row,) = read_catalogue(tmp_path / "t").found
    assert (row.rsid, row.chrom, row.position) == ("rs9", "chr5", 1279790)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty; give a catalogue, a table with a header, or BED"),
        ("a\tb\nx\ty\n", "line 1: expected a header with SNPS, or chrom and position"),
        ("rsid\tchrom\tposition\n", "has a header and no row below it; give SNPs"),
        ("rsid\tchrom\tposition\nrs1\t1\t-5\n", "line 2: expected a position counted from 1, got '-5'"),
        ("chr1\t10\t10\n", "chr1:10-10 has 0 bases; expected SNPs, of one base each"),
        ("chr1\t10\t13\n", "chr1:10-13 has 3 bases; expected SNPs, of one base each"),
    ],
)
def test_what_is_no_catalogue(tmp_path, text, sentence):
    (tmp_path / "c").write_text(text)
    with pytest.raises(RequestError, match=sentence):
        read_catalogue(tmp_path / "c")


def test_p_that_no_number_holds_are_the_surest(tmp_path):
    words = ["0", "0.0", "<1E-10", "5.E-8", ".5e-7", "NS", "1E-8"]
    (tmp_path / "c").write_text("rsid\tp\n" + "".join(f"rs{i}\t{each}\n" for i, each in enumerate(words)))
    found = strengths(read_catalogue(tmp_path / "c").found).tolist()
    assert found[:2] == [np.inf, np.inf]
    assert found[2:5] == pytest.approx([10, 8 - np.log10(5), 8 - np.log10(5)])
    assert np.isnan(found[5])
    assert found[6] == 8


def test_each_snp_of_a_row_has_its_own_context(tmp_path):
    rows = [
        "T\t6;6\t11;13\trs1; rs2\t\tintron_variant; missense_variant\t1E-9\t\t",
        "T\t6;6\t11;13\trs1; rs2\t\tintron_variant\t1E-9\t\t",
    ]
    (tmp_path / "c").write_text("\n".join([NEW, *rows]) + "\n")
    found = [each.context for each in read_catalogue(tmp_path / "c").found]
    assert found == ["intron_variant", "missense_variant", "intron_variant", "intron_variant"]


def test_a_table_as_r_and_pandas_write_it_in_utf_8(tmp_path):
    text = '"rsid"\t"chrom"\t"position"\t"trait"\n"rs1"\t"1"\t103356.0\t"Sjögren"\n"rs2"\t"1"\tNA\t"Tea"\n\n'
    (tmp_path / "c").write_text(text, encoding="utf-8")
    found = read_catalogue(tmp_path / "c").found
    assert [(each.rsid, each.position, each.trait) for each in found] == [
        ("rs1", 103356, "Sjögren"),
        ("rs2", 0, "Tea"),
    ]
