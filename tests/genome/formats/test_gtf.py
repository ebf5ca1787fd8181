import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.gtf import read_genes
from babelix.genome.region import Region


def row(kind, first, last, gene="g1", strand="+", more=""):
    return f'c\tsrc\t{kind}\t{first}\t{last}\t.\t{strand}\t.\tgene_id "{gene}"; {more}\n'


def test_a_gene_is_where_its_rows_are(tmp_path):
    text = (
        "# about\n\n"
        + row("exon", 31, 40, more='gene_name "ABC";')
        + row("exon", 11, 20, more='gene_name "ABC";')
    )
    text += row("exon", 11, 20, more='gene_name "ABC";') + row("CDS", 5, 12, more='gene_name "ABC";')
    (tmp_path / "x.gtf").write_text(text + row("transcript", 50, 50, "g2", "-"))
    first, second = read_genes(tmp_path / "x.gtf")
    assert (first.name, first.strand, first.place) == ("ABC", 1, Region("c", 4, 40))
    assert first.exons == (Region("c", 10, 20), Region("c", 30, 40))
    assert (second.name, second.strand, second.place, second.exons) == ("g2", -1, Region("c", 49, 50), ())


def test_the_shared_genes(dataset):
    genes = read_genes(dataset("chr22-splice-sites")["genes"])
    assert [gene.name for gene in genes] == ["SLC5A1", "C22orf42", "RFPL2", "SLC5A4"]
    # Every exon but the outermost has an acceptor and a donor.
    assert sum(2 * len(gene.exons) - 2 for gene in genes) == 78


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (row("exon", 5, 6).replace("\t", " "), "line 1: expected nine columns"),
        (row("exon", 5, 6) + row("exon", 0, 6), "line 2: expected nine columns"),
        (row("exon", 7, 6), "line 1: expected nine columns"),
        ('c\ts\texon\t5\t6\t.\t+\t.\tname "x"\n', 'a gene_id "..."'),
        ("# nothing\n", "names no gene"),
    ],
)
def test_what_is_no_gtf_is_refused(tmp_path, text, said):
    (tmp_path / "x.gtf").write_text(text)
    with pytest.raises(RequestError, match=said):
        read_genes(tmp_path / "x.gtf")
