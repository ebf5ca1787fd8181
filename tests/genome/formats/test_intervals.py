import gzip

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.intervals import kind_of, peak_columns, read_intervals

VCF = b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


def listed(found):
    names = [found.labels[code] for code in found.label]
    return [
        (found.chroms[c], s, e, side, name)
        for c, s, e, side, name in zip(
            found.chrom, found.start.tolist(), found.end.tolist(), found.strand.tolist(), names, strict=True
        )
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.bed", b"chr1\t3\t9\n", [("chr1", 3, 9, 0, "")]),
        ("a.bed12", b"chr1\t3\t9\tt1\t0\t-\t3\t9\t0\t2\t2,2\t0,4\n", [("chr1", 3, 9, -1, "t1")]),
        ("a.narrowPeak", b"chr1\t3\t9\t.\t0\t.\t5.5\t-1\t2\t4\n", [("chr1", 3, 9, 0, ".")]),
        (
            "GM_10_dense.bed",
            b'track name="x"\nchr1\t0\t200\tE1\t0\t.\t0\t200\t1,2,3\n',
            [("chr1", 0, 200, 0, "E1")],
        ),
        (
            "a.gtf",
            b'#!x\nchr1\thavana\texon\t4\t9\t.\t-\t.\tgene_id "g"; transcript_id "t";\n',
            [("chr1", 3, 9, -1, "exon")],
        ),
        ("a.gff3", b"1\tx\tgene\t4\t9\t.\t+\t.\tID=g\n##FASTA\n>1\nACGT\n", [("1", 3, 9, 1, "gene")]),
        (
            "a.vcf",
            VCF + b"1\t4\trs1\tAC\tA\t.\t.\t.\n1\t9\t.\tA\t<DEL>\t.\t.\tSVTYPE=DEL;END=20\n",
            [("1", 3, 5, 0, "rs1"), ("1", 8, 20, 0, ".")],
        ),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_every_format(tmp_path, name, content, expected, packed):
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(content) if packed else content)
    assert listed(read_intervals(path)) == expected


def test_a_row_of_vcf_that_is_none_is_told(tmp_path):
    (tmp_path / "a.vcf").write_bytes(VCF + b"1\t4\trs1\tA\tC\n1\tx\n")
    with pytest.raises(
        RequestError, match=r"a\.vcf, row 2: expected chromosome, position from 1, ID, REF and ALT"
    ):
        read_intervals(tmp_path / "a.vcf")


def test_the_ending_says_what_a_file_is():
    assert [kind_of(name) for name in ("a.GTF.gz", "a.gff", "a.vcf.bgz", "x.narrowPeak", "plain")] == [
        "gff", "gff", "vcf", "bed", "bed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("chr1\t3\t90\t.\t0\t.\t5.5\t-1\t2\t40", 10),
        ("chr1\t3\t90\t.\t0\t.\t5.5\t-1\t2", 9),
        ("chr1\t3\t90\tE1\t0\t.\t3\t90\t1,2,3", 0),
        ("chr1\t3\t90\tE1\t0\t.\t3\t90\t0", 0),
        ("chr1\t3\t90", 0),
    ],
)
def test_peaks_are_told_from_bed_of_as_many_columns(tmp_path, line, columns):
    (tmp_path / "a.bed").write_text(f"# made\n{line}\n", encoding="utf-8")
    assert peak_columns(tmp_path / "a.bed") == columns


def test_a_truncated_file_is_told(tmp_path):
    lines = b"".join(b"chr1\t%d\t%d\n" % (i, i + 7919 * i) for i in np.arange(5003))
    (tmp_path / "a.bed.gz").write_bytes(gzip.compress(lines)[:-4011])
    with pytest.raises(
        RequestError, match=r"a\.bed\.gz, after line \d+: truncated or damaged gzip file .*fetch it again"
    ):
        read_intervals(tmp_path / "a.bed.gz")
