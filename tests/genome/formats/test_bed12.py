import gzip

import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.genes import read_genes
from babelix.genome.region import Region


def line(thick=(17, 41), blocks="2", sizes="10,7,", starts="0,31,", end=48, strand="-"):
    fields = [
        "c",
        "10",
        str(end),
        "NM_1",
        "0",
        strand,
        str(thick[0]),
        str(thick[1]),
        "0",
        blocks,
        sizes,
        starts,
    ]
    return "\t".join(fields) + "\n"


def test_blocks_are_exons_and_what_is_thick_is_coded(tmp_path):
    head = "# about\ntrack name=genes\n"
    (tmp_path / "x.bed.gz").write_bytes(gzip.compress((head + line(end=48) + line(thick=(48, 48))).encode()))
    coded, other = read_genes(tmp_path / "x.bed.gz")
    exons = (Region("c", 10, 20), Region("c", 41, 48))
    assert (coded.name, coded.strand, coded.place, coded.exons) == ("NM_1", -1, Region("c", 10, 48), exons)
    (transcript,) = coded.transcripts
    assert (transcript.exons, transcript.coding) == (exons, (Region("c", 17, 20),))
    assert other.transcripts[0].coding == ()


def test_a_coded_part_may_end_inside_the_last_exon(tmp_path):
    (tmp_path / "x.bed").write_text(line(thick=(41, 44)))
    assert read_genes(tmp_path / "x.bed")[0].transcripts[0].coding == (Region("c", 41, 44),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (line(blocks="3"), "line 2: expected 3 blocks that begin at 10 and end at 48"),
        (line(end=49), "line 2: expected 2 blocks that begin at 10 and end at 49"),
        (line(sizes="10,"), "line 2: expected twelve columns with as many block sizes as block starts"),
        (line(thick=(9, 41)), "line 2: expected thickStart and thickEnd inside the interval"),
        ("c\t5\t9\n", "line 2: expected twelve columns"),
    ],
)
def test_what_is_no_transcript_is_refused(tmp_path, text, expected):
    (tmp_path / "x.bed").write_text(line() + text)
    with pytest.raises(RequestError, match=expected):
        read_genes(tmp_path / "x.bed")
