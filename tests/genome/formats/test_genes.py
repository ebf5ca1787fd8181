import gzip

import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.genes import read_genes
from babelix.genome.region import Region

GTF = 'c\ts\texon\t5\t6\t.\t+\t.\tgene_id "g";\n'


def test_the_attributes_say_which_it_is(tmp_path):
    (tmp_path / "x.gff").write_text(GTF)
    with gzip.open(tmp_path / "y.gtf", "wt") as file:
        file.write("##gff-version 3\nc\ts\ttranscript\t5\t6\t.\t-\t.\tID=t1;Name=g\n")
    for name, strand in (("x.gff", 1), ("y.gtf", -1)):
        (gene,) = read_genes(tmp_path / name)
        assert (gene.name, gene.place, gene.strand) == ("g", Region("c", 4, 6), strand)


def test_the_shared_genes(dataset):
    genes = read_genes(dataset("chr22-splice-sites")["genes"])
    assert [gene.name for gene in genes] == ["SLC5A1", "C22orf42", "RFPL2", "SLC5A4"]
    # Every exon but the outermost has an acceptor and a donor.
    assert sum(2 * len(gene.exons) - 2 for gene in genes) == 78
    assert [gene.starts for gene in genes if gene.name == "SLC5A1"] == [(32_043_031,)]


def test_the_transcripts_of_yeast(dataset):
    """What awk says of the file: 5,171 rows, 2,614 on the plus strand; first YAL067C, 7276 to 9260, minus."""
    genes = read_genes(dataset("yeast")["transcripts"])
    assert len(genes) == 5171
    assert sum(gene.strand > 0 for gene in genes) == 2614
    assert (genes[0].name, genes[0].place, genes[0].starts) == (
        "YAL067C",
        Region("chrI", 7275, 9260),
        (9259,),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# nothing\n", "names no gene; give a GTF, GFF3 or BED12 file"),
        ("c\ts\tcentromere\t5\t6\t.\t+\t.\tID=CEN1\n", "names no gene"),
        ("chr1\t5\t6\n", "line 1: expected nine columns"),
        (
            "c\ts\texon\t5\t6\t.\t+\t.\tnothing\n",
            'line 1: expected nine columns .* gene_id "..." .GTF. or ID=... .GFF3',
        ),
        (GTF.encode() + b"\xff\n", "line 2: not UTF-8"),
        (gzip.compress(GTF.encode() * 99, mtime=0)[:40], "truncated or damaged gzip"),
    ],
)
def test_what_is_neither_is_refused(tmp_path, text, said):
    (tmp_path / "x.gtf").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RequestError, match=said):
        read_genes(tmp_path / "x.gtf")
