import sys
from importlib.util import find_spec

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.interval import Intervals
from babelix.genome.intervals.tables import as_columns, from_table, to_pandas, to_polars

BED = {
    "chrom": ["b", "a", "b"],
    "start": [5, 0, 7],
    "end": [9, 3, 8],
    "strand": ["+", "-", "."],
    "name": ["x", "y", "x"],
}


def test_a_mapping_of_columns():
    found = from_table(BED)
    assert (found.chroms, found.chrom.tolist()) == (("b", "a"), [0, 1, 0])
    assert (found.start.tolist(), found.end.tolist(), found.strand.tolist()) == (
        [5, 0, 7],
        [9, 3, 8],
        [1, -1, 0],
    )
    assert [found.labels[code] for code in found.label] == ["x", "y", "x"]
    assert {name: each.tolist() for name, each in as_columns(found).items()} == BED


def test_names_of_pyranges_and_names_given():
    found = from_table({"Chromosome": ["1"], "Start": [2], "End": [5]})
    assert (found.chroms, found.start.tolist(), found.label) == (("1",), [2], None)
    assert from_table({"where": [7], "a": [2], "b": [5]}, chrom="where", start="a", end="b").chroms == ("7",)


def test_points_are_counted_from_one():
    found = from_table({"chrom": ["a"], "pos": np.array([10.0])})
    assert (found.start.tolist(), found.end.tolist()) == ([9], [10])


@pytest.mark.parametrize(
    ("table", "named", "said"),
    [
        (
            {"chrom": ["a"], "start": [1]},
            {},
            "the table has no column of end: its columns are chrom, start; name it",
        ),
        (
            {"chrom": ["a"], "start": [1]},
            {"end": "stop"},
            "`end` 'stop': the table has no such column, but chrom",
        ),
        ({"chrom": ["a"]}, {"stop": "x"}, "`stop`: expected one of chrom, start, end"),
        (
            {"chrom": ["a"], "start": [1.5], "end": [3]},
            {},
            "column start: expected whole numbers, got float64",
        ),
        ({"chrom": ["a"], "start": ["1"], "end": [3]}, {}, "column start: expected whole numbers, got <U1"),
        ({"chrom": ["a"], "start": [3], "end": [1]}, {}, "has an end before its start"),
    ],
)
def test_what_is_no_table_of_intervals_is_told(table, named, said):
    with pytest.raises(RequestError, match=said):
        from_table(table, **named)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "make"), [("pandas", to_pandas), ("polars", to_polars)])
def test_there_and_back(name, make):
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed, and not required: pip install {name}")
    frame = make(from_table(BED))
    assert list(frame.columns) == ["chrom", "start", "end", "strand", "name"]
    again = from_table(frame)
    assert {column: each.tolist() for column, each in as_columns(again).items()} == BED


def test_anything_with_columns_will_do():
    class Frame:
        columns = list(BED)

        def __getitem__(self, name):
            return BED[name]

    assert as_columns(from_table(Frame()))["start"].tolist() == [5, 0, 7]


@pytest.mark.parametrize(("name", "make"), [("pandas", to_pandas), ("polars", to_polars)])
def test_a_library_that_lacks_is_told(name, make, monkeypatch):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(
        RequestError, match=rf"{name} is not installed; install it \(pip install {name}\), or take"
    ):
        make(Intervals.of([("a", 0, 3)]))
