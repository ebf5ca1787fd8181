import lzma

import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.breakdown.panel import read_panel


def test_a_table_by_the_names_of_its_columns(tmp_path):
    path = tmp_path / "panel.tsv.xz"
    path.write_bytes(lzma.compress(b"rsid\tCHR\tPos\nrs1\tchr1\t7\n\nrs2\t2\t11\n"))
    assert list(read_panel(path)) == [("chr1", 7), ("2", 11)]


def test_a_vcf(tmp_path):
    path = tmp_path / "panel.vcf"
    path.write_text("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\n1\t5\t.\tA\tC\n1\t9\t.\tA\t<DEL>\n")
    assert list(read_panel(path)) == [("1", 5), ("1", 9)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rs1\tchr1\t7\n", "line 1: expected a header with chrom and position, apart by tabs, got 'rs1"),
        ("chrom\tposition\nchr1\t7\nchr1\t-7\n", "line 3: expected a position counted from 1, got 'chr1"),
        ("chrom\tposition\nchr1\n", "line 2: expected a position"),
        ("", "line 1: expected a header"),
    ],
)
def test_what_is_no_panel_is_refused(tmp_path, text, said):
    (tmp_path / "panel.tsv").write_text(text)
    with pytest.raises(RequestError, match=said):
        list(read_panel(tmp_path / "panel.tsv"))
