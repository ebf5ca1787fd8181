import gzip

import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.expression.table import Columns, read_expression

HEAD = "name\tchrom\tstart_hg19\tend_hg19\tstrand\ttss_hg18\tA\tB\n"
ROWS = "x\tchr1\t110\t160\t+\t10\t0\t1e1\ny\t2\t200\t230\t-\t90\t2.5\t7\n"


@pytest.fixture
def write(tmp_path):
    def write(text, name="t.tsv"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
        return path

    return write


def test_a_row_by_hand(write):
    found = read_expression(write(HEAD + ROWS, "t.tsv.gz"), Columns("B", body=True))
    assert found.chrom == ("chr1", "2")
    assert (found.tss.tolist(), found.forward.tolist()) == ([10, 90], [True, False])
    assert (found.length.tolist(), found.value.tolist()) == ([50, 30], [10, 7])
    assert found.columns["tss"] == "tss_hg18"


def test_without_a_tss_a_gene_starts_at_its_end_by_strand(write):
    text = "\n##note\nChr,Start,End,Strand,v\n1,100,150,1,3\n1,100,150,-1,4\n"
    found = read_expression(write(text), Columns("v"))
    assert found.tss.tolist() == [100, 149]


def test_lengths_are_not_asked_for_without_bodies(write):
    found = read_expression(write("chrom\ttss\tstrand\tv\n1\t5\t+\t3\n"), Columns("v"))
    assert found.length.tolist() == [0]


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        (HEAD, Columns("A"), "holds no row of a gene"),
        (HEAD + ROWS, Columns("C"), r"`column` 'C': .*t\.tsv has no such column; it has name, chrom"),
        (HEAD + ROWS, Columns("A", tss="tss_hg19"), "no such column; did you mean 'tss_hg18'"),
        (HEAD.replace("strand", "way") + ROWS, Columns("A"), "no column is known as strand, it has name"),
        (
            HEAD.replace("B", "tss_x") + ROWS,
            Columns("A"),
            "tss_hg18 and tss_x may both be the tss; say which by",
        ),
        ("chrom\tstrand\tA\n1\t+\t2\n", Columns("A"), "no column is known as start, .*, or say by `tss`"),
        (HEAD + ROWS + "z\tchr1\n", Columns("A"), "line 4: expected 8 columns as in the header, got 2"),
        (HEAD + ROWS.replace("2.5", "NA"), Columns("A"), "line 3: expected a number as A, got 'NA'"),
        (HEAD + ROWS.replace("2.5", "nan"), Columns("A"), "line 3: expected a number as A, got 'nan'"),
        (HEAD + ROWS.replace("2.5", "-2.5"), Columns("A"), r"line 3: expected A of 0 or more, got -2\.5"),
        (HEAD + ROWS.replace("\t-\t", "\t.\t"), Columns("A"), "line 3: expected \\+ or - as strand, got '.'"),
        (
            HEAD + ROWS.replace("\t90\t", "\t-9\t"),
            Columns("A"),
            "line 3: expected a base counted from 0 as tss_hg18",
        ),
        (
            HEAD + ROWS.replace("230", "20"),
            Columns("A", body=True),
            "line 3: the gene ends at 20, before its start",
        ),
    ],
)
def test_what_is_no_gene_is_told_with_its_line(write, text, columns, said):
    with pytest.raises(RequestError, match=said):
        read_expression(write(text), columns)
