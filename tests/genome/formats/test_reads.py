import numpy as np
import pysam
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats import reads
from babelix.genome.formats.reads import DUPLICATE, REVERSE, UNMAPPED, read_blocks


def write_bam(path, rows):
    header = {"HD": {"VN": "1.6"}, "SQ": [{"SN": "chr1", "LN": 1009}, {"SN": "chr2", "LN": 503}]}
    with pysam.AlignmentFile(str(path), "wb", header=header) as file:
        for number, (chrom, start, flag, cigar) in enumerate(rows):
            read = pysam.AlignedSegment(file.header)
            read.query_name, read.flag, read.mapping_quality = f"r{number}", flag, 31
            read.reference_id, read.reference_start = (-1, -1) if flag & UNMAPPED else (chrom, start)
            if not flag & UNMAPPED:
                read.cigarstring = cigar
            read.query_sequence = "A" * (read.infer_query_length() or 5)
            file.write(read)
    return path


def test_bam_positions_are_half_open_and_follow_the_cigar(tmp_path, monkeypatch):
    rows = [(0, 7, 0, "11M"), (1, 13, REVERSE, "3S5M7D2M"), (0, 0, UNMAPPED, ""), (1, 3, DUPLICATE, "5M")]
    monkeypatch.setattr(reads, "_READS", 3)
    blocks = list(read_blocks(write_bam(tmp_path / "a.bam", rows)))
    assert [len(block) for block in blocks] == [3, 1]
    assert blocks[0].chrom.tolist() == [0, 1, -1]
    assert blocks[0].start.tolist()[:2] == [7, 13]
    assert blocks[0].end.tolist()[:2] == [18, 27]
    assert blocks[0].chroms == ("chr1", "chr2")
    assert blocks[1].line.tolist() == [4]
    assert blocks[1].flag.tolist() == [DUPLICATE]


def test_bed_reads_carry_their_strand_as_a_flag(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t3\t39\tr\t0\t-\nchr2\t5\t41\tr\t0\t+\n")
    (block,) = read_blocks(tmp_path / "a.bed")
    assert (block.flag & REVERSE).tolist() == [REVERSE, 0]
    assert block.quality.tolist() == [255, 255]
    assert (block.unit, block.line.tolist()) == ("line", [1, 2])


def test_a_truncated_bam_is_one_sentence(tmp_path):
    rng = np.random.default_rng(3)
    path = write_bam(tmp_path / "a.bam", [(0, int(p), 0, "36M") for p in rng.integers(0, 900, 4001)])
    path.write_bytes(path.read_bytes()[:-7000])
    with pytest.raises(RequestError, match=r"a\.bam: truncated or damaged BAM file after read"):
        list(read_blocks(path))
    (tmp_path / "b.bam").write_text("no bam at all\n")
    with pytest.raises(RequestError, match="truncated or damaged BAM"):
        list(read_blocks(tmp_path / "b.bam"))
    with pytest.raises(RequestError, match="no such file"):
        list(read_blocks(tmp_path / "c.bam"))


def test_a_header_with_other_lengths_is_refused(tmp_path):
    path = write_bam(tmp_path / "a.bam", [(0, 7, 0, "11M")])
    with pytest.raises(
        RequestError,
        match=r"a\.bam: chr2 has 503 bases there and 5003 in s\.txt \(1 of 2 that both name differ\); use",
    ):
        list(read_blocks(path, sizes={"chr1": 1009, "chr2": 5003, "chr3": 7}, sizes_path="s.txt"))
    assert (
        len(list(read_blocks(path, sizes={"chr1": 1009, "chr3": 7}))) == 1
    )  # chr2 is met when a read lies there


@pytest.mark.parametrize(
    ("mode", "name", "said"),
    [
        ("wb", "a.bed", "got a BAM file; let its name end in .bam"),
        ("wh", "a.sam", r"got a SAM file; turn it into BAM \(`samtools view -b`\)"),
        ("wc", "a.cram", "got a CRAM file; turn it into BAM"),
    ],
)
def test_alignments_in_the_place_of_bed_are_told_by_their_kind(tmp_path, mode, name, said):
    with pysam.AlignmentFile(str(tmp_path / name), mode, header={"SQ": [{"SN": "chr1", "LN": 1009}]}):
        pass
    with pytest.raises(RequestError, match=said):
        list(read_blocks(tmp_path / name))
