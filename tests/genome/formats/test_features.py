import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.features import is_gff3, plain, read_rows
from babelix.genome.region import Region


def test_rows_of_both(tmp_path):
    (tmp_path / "x").write_bytes(
        b'# about\n\nc\ts\texon\t5\t6\t.\t-\t.\tgene_id "a b"; n 1; gene_name "x=y";\r\n'
        b"d\ts\tgene\t1\t1\t.\t.\t.\tID=g; Name=A%3BB;flag\n##FASTA\n>c\nACGT\n"
    )
    gtf, gff3 = read_rows(tmp_path / "x")
    assert (gtf.kind, gtf.place, gtf.strand) == ("exon", Region("c", 4, 6), -1)
    assert gtf.gtf() == {"gene_id": "a b", "gene_name": "x=y"}
    assert (gff3.place, gff3.strand, gff3.gff3()) == (Region("d", 0, 1), 0, {"ID": "g", "Name": "A%3BB"})
    assert plain("A%3BB") == "A;B"
    assert [is_gff3(gtf), is_gff3(gff3)] == [False, True]


@pytest.mark.parametrize(
    "line", ["c\ts\texon\t5\t6\t.\t-\t.", "c\ts\texon\t0\t6\t.\t-\t.\tID=g", "c\ts\tx\t7\t6\t.\t-\t.\tID=g"]
)
def test_what_is_no_row(tmp_path, line):
    (tmp_path / "x").write_text(f"# about\n{line}\n")
    with pytest.raises(RequestError, match=r"x, line 2: expected nine columns separated by tabs"):
        list(read_rows(tmp_path / "x"))
