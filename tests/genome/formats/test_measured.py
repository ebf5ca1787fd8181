import gzip
import math

import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.measured import read_measurements
from babelix.genome.variant import Variant

HEAD = "Chrom\tPos\tRef\tAlt\tBarcodes\tDNA\tRNA\tCoefficient\tpValue\tElement\tRelease\n"
ROWS = (
    "2\t60494940\tC\tA\t146\t2785\t6772\t-0.25\t1e-7\tBCL11A\tGRCh38\n"
    "2\t60494941\tc\t-\t9\t1\t2\t0.5\t0.3\tF9\tGRCh37\n"
)


@pytest.fixture
def table(tmp_path):
    def write(text, name="t.tsv"):
        content = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return write


def test_columns_are_recognised(table):
    first, second = read_measurements(table(HEAD + ROWS, "t.tsv.gz"))
    assert first.allele.variant == Variant("2", 60494940, "C", "A")
    assert (first.row, first.element, first.release) == (1, "BCL11A", "GRCh38")
    assert (first.effect, first.p_value, first.barcodes) == (-0.25, 1e-7, 146)
    # A deletion of one base.
    assert second.allele.variant == Variant("2", 60494941, "C", "")
    assert second.allele.text == "2:60494941:c:-"


def test_columns_are_named_and_commas_part_them(table):
    path = table('chr,pos,ref,alt,lfc,note\nchr1,7,A,AT,1.5,"a, b"\n')
    (row,) = read_measurements(path, {"effect": "lfc"})
    assert (row.allele.variant, row.effect, row.element, row.release) == (
        Variant("chr1", 7, "A", "AT"),
        1.5,
        "all",
        "",
    )
    assert math.isnan(row.p_value)
    assert math.isnan(row.barcodes)


@pytest.mark.parametrize(
    "row",
    [
        "NA\tNA\tNA\tNA\t3\t1\t2\t0.1\t0.2\tMSMB\tGRCh38",
        "2\t5\tC\tC\t3\t1\t2\t0.1\t0.2\tF9\tGRCh38",
        "2\t5\tC\tX\t3\t1\t2\t0.1\t0.2\tF9\tGRCh38",
        "2\t5\t-\tC\t3\t1\t2\t0.1\t0.2\tF9\tGRCh38",
        "2\t0\tC\tT\t3\t1\t2\t0.1\t0.2\tF9\tGRCh38",
        "2\t5\tC\tT\t3\t1\t2\tnan\t0.2\tF9\tGRCh38",
        "2\t5\tC\tT\t3",
    ],
)
def test_rows_without_a_place_an_allele_or_an_effect_have_a_fate(table, row):
    first, second, bad = read_measurements(table(HEAD + ROWS + row + "\n"))
    assert (first.allele.fate, second.allele.fate) == ("", "")
    assert (bad.row, bad.allele.variant, bad.allele.fate) == (3, None, "bad_row")


@pytest.mark.parametrize(
    ("text", "named", "said"),
    [
        ("", {}, "holds no row of a variant"),
        (HEAD, {}, "holds no row of a variant"),
        (
            HEAD.replace("Coefficient", "x") + ROWS,
            {},
            "no column is known as effect, it has Chrom, .*effect=NAME",
        ),
        (HEAD + ROWS, {"effect": "Coeficient"}, "has no column 'Coeficient'; did you mean 'Coefficient'"),
        (HEAD + ROWS, {"size": "DNA"}, "`column` size=DNA: expected one of chrom, position"),
    ],
)
def test_what_is_no_table_of_effects_is_refused(table, text, named, said):
    with pytest.raises(RequestError, match=said):
        read_measurements(table(text), named)


@pytest.mark.slow
def test_the_shared_table(dataset):
    rows = read_measurements(dataset("mpra")["effects"])
    new = [row for row in rows if row.release == "GRCh38"]
    assert len(rows) == 2 * len(new) + 1 or len(rows) == 2 * len(new)
    assert sum(row.allele.fate == "bad_row" for row in rows) == 22
    deletions = [row for row in rows if row.allele.variant is not None and not row.allele.variant.alt]
    assert len({row.element for row in rows}) == 29
    assert len(deletions) > 5_000
