from types import SimpleNamespace
from typing import Any

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna.evaluation.rows import Choice, choose_release, choose_rows, in_turns
from babelix.workflows.dna.places import Source, open_genome


@pytest.fixture
def opened(folder, measurements):
    genome, names = open_genome(Source(str(folder / "g.fa")))
    return genome, names, measurements


def fates(rows):
    return [row.fate for row in rows]


def test_the_first_rows_of_each_element_that_have_the_barcodes(opened, lines):
    genome, names, measured = opened
    rows = choose_rows(measured, Choice(min_barcodes=7, rows=5), "GRCh38", genome, names)
    for element in ("A", "A.2", "B"):
        mine = [row for row in rows if row.measured.element == element]
        enough = [row for row in mine if row.measured.barcodes >= 7]
        assert fates(enough) == ["scored"] * 5 + ["beyond_rows"] * (len(enough) - 5)
        assert {row.fate for row in mine} == {"scored", "beyond_rows", "few_barcodes"}
    assert len(rows) == len(lines)


def test_a_row_at_the_bound_has_barcodes_enough(opened):
    genome, names, measured = opened
    few = min(each.barcodes for each in measured)
    assert "few_barcodes" not in fates(
        choose_rows(measured, Choice(min_barcodes=few), "GRCh38", genome, names)
    )


def test_other_releases_and_elements_are_left_out(opened):
    genome, names, measured = opened
    rows = choose_rows(measured, Choice(elements=("B",)), "GRCh38", genome, names)
    assert {row.measured.element for row in rows if row.fate != "other_element"} == {"B"}
    with pytest.raises(RequestError, match=r"no row can be scored on .*: .* other_release"):
        choose_rows(measured, Choice(), "GRCh37", genome, names)
    with pytest.raises(RequestError, match=r"`element` 'b': the table has A, A.2, B"):
        choose_rows(measured, Choice(elements=("b",)), "GRCh38", genome, names)


def test_names_of_another_way_are_told(folder, measurements):
    text = (folder / "g.fa").read_text().replace(">chr", ">")
    (folder / "bare.fa").write_text(text)
    genome, names = open_genome(Source(str(folder / "bare.fa")))
    with pytest.raises(RequestError, match=r"row 1: contig 'chr1' is not in .*`rename_contigs` ensembl maps"):
        choose_rows(measurements, Choice(), "GRCh38", genome, names)


def test_elements_take_turns(opened, monkeypatch):
    monkeypatch.setattr("babelix.workflows.dna.evaluation.rows._TOGETHER", 4)
    genome, names, measured = opened
    rows = choose_rows(measured, Choice(min_barcodes=7), "GRCh38", genome, names)
    order = list(in_turns(rows))
    assert sorted(order) == [index for index, row in enumerate(rows) if row.fate == "scored"]
    elements = [rows[index].measured.element for index in order]
    assert elements[:24] == (["A"] * 4 + ["A.2"] * 4 + ["B"] * 4) * 2


def told(assembly: str | None) -> Any:
    """Return a genome whose lengths tell its assembly."""
    return SimpleNamespace(assembly=assembly, path="g.fa")


def test_the_release_is_told_by_the_genome_or_by_who_asks(measurements, two_releases):
    assert choose_release(measurements, None, told(None)) == "GRCh38"
    assert choose_release([], None, told(None)) == ""
    assert choose_release(two_releases, None, told("hg19")) == "GRCh37"
    assert choose_release(two_releases, None, told("hg38")) == "GRCh38"
    assert choose_release(two_releases, "GRCh37", told(None)) == "GRCh37"


@pytest.mark.parametrize(
    ("wanted", "assembly", "said"),
    [
        (
            None,
            None,
            "rows of GRCh37 and GRCh38, and the lengths of g.fa do not tell which it is; say which by",
        ),
        (None, "hg18", "do not tell which it is"),
        ("GRCh37", "hg38", "`release` GRCh37: g.fa is hg38 by the lengths of its contigs"),
        ("GRCh36", None, "`release` 'GRCh36': the table's rows are of GRCh37 and GRCh38; did you mean"),
    ],
)
def test_a_release_that_does_not_fit_is_refused(two_releases, wanted, assembly, said):
    with pytest.raises(RequestError, match=said):
        choose_release(two_releases, wanted, told(assembly))
