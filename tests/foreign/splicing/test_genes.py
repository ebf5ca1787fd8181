import importlib.util

import pytest

from babelix.base.errors import RequestError
from babelix.foreign.splicing.genes import COLUMNS, Genes, nearest_edge, read_table, table_path
from babelix.genome.contig_names import ContigNames
from babelix.genome.region import Region

TABLE = "\t".join(COLUMNS) + "\n"
ROWS = "G1\t7\t+\t10\t30\t10,22,\t15,30,\nG2\t7\t-\t20\t41\t20,\t41,\nG3\t8\t+\t0\t5\t0,\t5,\n"


@pytest.fixture
def table(tmp_path):
    (tmp_path / "t.txt").write_text(TABLE + ROWS)
    return tmp_path / "t.txt"


def test_genes_by_place_under_the_genomes_names(table):
    genes = Genes(read_table(table), ContigNames(["chr7"], None, "g.fa"))
    assert len(genes) == 2  # none of contig 8, which the genome lacks
    at = {base: [gene.name for gene in genes.at("chr7", base)] for base in (9, 10, 20, 29, 30, 40, 41)}
    assert at == {9: [], 10: ["G1"], 20: ["G1", "G2"], 29: ["G1", "G2"], 30: ["G2"], 40: ["G2"], 41: []}
    (first,) = genes.at("chr7", 10)
    assert first.place == Region("chr7", 10, 30)
    assert first.exons == (Region("chr7", 10, 15), Region("chr7", 22, 30))
    assert genes.at("chr9", 3) == []


def test_the_nearest_end_of_an_exon(table):
    gene = read_table(table)[0]
    # First and last bases: 10, 14, 22, 29.
    assert [nearest_edge(gene, base) for base in (10, 13, 14, 18, 19, 29)] == [0, 1, 0, -4, 3, 0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("G1\t7\t+\n", r"line 1: expected the columns #NAME CHROM"),
        (TABLE + "G1\t7\t.\t10\t30\t10,\t30,\n", r"line 2: expected a gene in the columns .*'G1\\t7"),
        (TABLE + "G1\t7\t+\tx\t30\t10,\t30,\n", r"line 2: expected a gene"),
        (TABLE + "G1\t7\t+\t10\t30\t10,20,\t30,\n", r"line 2: expected a gene.*or a GTF file by `gtf`"),
        (TABLE, r"names no gene; give a table with a row"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, text, message):
    (tmp_path / "t.txt").write_text(text)
    with pytest.raises(RequestError, match=message):
        read_table(tmp_path / "t.txt")


def test_tables_by_name_and_path(table, monkeypatch):
    assert table_path(str(table)) == table
    with pytest.raises(RequestError, match=r"`annotation` 'grch39': .*did you mean 'grch3"):
        table_path("grch39")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RequestError, match=r"`annotation` grch38: .*not installed.*or give genes by `gtf`"):
        table_path("grch38")


def test_the_package_has_both_tables():
    if importlib.util.find_spec("spliceai") is None:
        pytest.skip("spliceai is not installed: pip install --no-deps spliceai==1.3.1")
    assert [table_path(name).name for name in ("grch37", "grch38")] == ["grch37.txt", "grch38.txt"]
