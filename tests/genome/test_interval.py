from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.genome.interval import Intervals


def test_of_keeps_order_and_codes_names():
    found = Intervals.of([("chr2", 3, 7), ("chr1", 0, 11), ("chr2", 7, 8)], ["b", "a", "b"])
    assert found.chroms == ("chr2", "chr1")
    assert found.labels == ("b", "a")
    assert found.bases() == 16
    assert len(found) == 3
    assert found.on("chr2").start.tolist() == [3, 7]
    assert len(found.on("chr9")) == 0


def test_by_chrom_visits_every_interval_once():
    found = Intervals.of([("chr2", 3, 7), ("chr1", 0, 11), ("chr2", 7, 8)])
    assert {name: here.end.tolist() for name, here in found.by_chrom()} == {"chr2": [7, 8], "chr1": [11]}
    assert found.label is None
    assert found[np.array([True, False, True])].bases() == 5


NAMES = st.sampled_from(["chr1", "chr2", "chrX"])
ROWS = st.lists(st.tuples(NAMES, st.integers(0, 97), st.integers(0, 11)), max_size=31)


@given(ROWS)
def test_by_chrom_is_a_mask_for_every_chromosome(rows):
    found = Intervals.of([(chrom, start, start + size) for chrom, start, size in rows])
    names = []
    for name, here in found.by_chrom():
        names.append(name)
        mine = [(start, start + size) for chrom, start, size in rows if chrom == name]
        assert list(zip(here.start.tolist(), here.end.tolist(), strict=True)) == mine
        assert here.chroms == found.chroms
        assert {here.chroms[code] for code in here.chrom} == {name}
    assert names == list(found.chroms)


@given(ROWS, st.integers(0, 30), st.sampled_from(["start", "end", "chrom", "strand", "label"]))
def test_what_is_promised_is_checked(rows, at, column):
    """A wrong value is found in any row, and right ones are never refused."""
    right = Intervals.of([(chrom, start, start + size) for chrom, start, size in rows], [r[0] for r in rows])
    if at >= len(right):
        return
    values = getattr(right, column).copy()
    values[at] = {"start": -1, "end": right.start[at] - 1, "chrom": 3, "strand": 2, "label": -1}[column]
    with pytest.raises(RequestError, match=rf"intervals: row {at} "):
        replace(right, **{column: values})


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        (
            "start",
            [0, -1],
            r"row 1 \(chrom 1, start -1, end 7, strand 0\) has a start below 0; positions are",
        ),
        (
            "end",
            [0, 2],
            r"row 1 \(chrom 1, start 3, end 2, strand 0\) has an end before its start; swap the two",
        ),
        ("strand", [1, -2], r"strand -2\) has a strand other than \+1, -1 and 0"),
        ("chrom", [2, 1], r"row 0 \(chrom 2, .* has a chromosome that `chroms` does not name"),
        ("label", [0, 1], r"row 1 .* has a label that `labels` does not name"),
        ("end", [5], r"expected one value of each column a row, got chrom \(2,\), start \(2,\), end \(1,\)"),
    ],
)
def test_the_refusal_names_the_row_and_what_is_wrong(column, values, said):
    right = Intervals.of([("chr1", 0, 5), ("chr2", 3, 7)], ["a", "a"])
    wrong: dict[str, Any] = {column: np.array(values, getattr(right, column).dtype)}
    with pytest.raises(RequestError, match=said):
        replace(right, **wrong)


def test_an_empty_interval_and_none_at_all_are_right():
    assert Intervals.of([("chr1", 0, 0)]).bases() == 0
    assert list(Intervals.of([]).by_chrom()) == []
