import pysam
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.vcf import read_alleles, read_lines
from babelix.genome.variant import Variant

HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


def rows(*each):
    return HEAD + "".join(f"c\t{position}\t.\t{ref}\t{alt}\t.\t.\t.\n" for position, ref, alt in each)


def test_a_row_ends_where_its_line_does(tmp_path):
    path = tmp_path / "x.vcf"
    odd = "c\t5\t.\tG\tT\t.\t.\tNOTE=a\u2028b\x0bc\x85d\r\n"
    path.write_bytes((HEAD + odd + "c\t7\t.\tG\tA\t.\t.\t.").encode())
    assert [(each.row, each.text, each.fate) for each in read_alleles(path)] == [
        (1, "c:5:G:T", ""),
        (2, "c:7:G:A", ""),
    ]


def test_every_allele_of_every_row_has_a_fate(tmp_path):
    path = tmp_path / "x.vcf"
    path.write_text(
        rows(
            (5, "G", "T,GA"),
            (7, "g", "a"),
            (9, "A", "<DEL>,*"),
            (11, "C", "."),
            (13, "C", "C[c:5["),
            ("x", "C", "G"),
            (0, "C", "G"),
        )
    )
    found = list(read_alleles(path))
    assert [each.variant for each in found[:3]] == [
        Variant("c", 5, "G", "T"),
        Variant("c", 5, "G", "GA"),
        Variant("c", 7, "G", "A"),
    ]
    assert [(each.row, each.fate) for each in found] == [
        (1, ""), (1, ""), (2, ""), (3, "symbolic"), (3, "star"), (4, "bad_row"), (5, "symbolic"),
        (6, "bad_row"), (7, "bad_row"),
    ]  # fmt: skip
    assert found[3].text == "c:9:A:<DEL>"


@pytest.mark.slow
def test_a_bgzipped_file_and_one_cut_short(tmp_path):
    path = tmp_path / "x.vcf"
    path.write_text(rows(*((at, "G", "T") for at in range(1, 20_001))))
    pysam.tabix_compress(str(path), str(path) + ".gz")
    packed = tmp_path / "x.vcf.gz"
    assert sum(1 for _ in read_alleles(packed)) == 20_000
    oracle = pysam.VariantFile(str(packed))
    assert [each.variant.position for each in read_alleles(packed)] == [each.pos for each in oracle]
    packed.write_bytes(packed.read_bytes()[:-28])
    with pytest.raises(RequestError, match=r"x.vcf.gz is a truncated bgzip file"):
        list(read_alleles(packed))


def test_a_file_without_info_or_with_too_few_columns_is_read(tmp_path):
    (tmp_path / "x.vcf").write_text("#CHROM\tPOS\tID\tREF\tALT\nc\t5\t.\tG\tT\nc\t7\n")
    found = list(read_alleles(tmp_path / "x.vcf"))
    assert [(each.text, each.fate) for each in found] == [("c:5:G:T", ""), ("c:7", "bad_row")]


def test_a_byte_order_mark_is_left_out(tmp_path):
    (tmp_path / "x.vcf").write_text("\ufeff" + rows((5, "G", "T")), encoding="utf-8")
    assert b"".join(line for _, line in read_lines(tmp_path / "x.vcf")) == rows((5, "G", "T")).encode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD, "holds no variant; give a VCF with rows"),
        ("##fileformat=VCFv4.2\nc\t5\t.\tG\tT\t.\t.\t.\n", "expected a line that begins with #CHROM"),
        ("", "holds no variant"),
        ("BCF\x02", "is a BCF file; make a VCF of it"),
        (
            rows((5, "G", "T")).replace("\t", " "),
            "expected columns separated by tabs, got blanks; put tabs there",
        ),
    ],
)
def test_what_is_no_vcf_is_refused(tmp_path, text, said):
    (tmp_path / "x.vcf").write_text(text)
    with pytest.raises(RequestError, match=said):
        list(read_alleles(tmp_path / "x.vcf"))
    with pytest.raises(RequestError, match=r"no such file: none.vcf"):
        list(read_alleles("none.vcf"))
