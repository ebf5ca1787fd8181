import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.genome.interval import Intervals
from babelix.genome.intervals.coverage import coverage, depth

ROW = st.tuples(st.sampled_from("ab"), st.integers(1, 41), st.integers(1, 17), st.sampled_from("+-."))
ROWS = st.lists(ROW, max_size=19)
SIZES = {"b": 67, "a": 59, "c": 7}
OPTIONS = {"any": "", "same": "-s", "opposite": "-S"}


@pytest.mark.slow
@settings(max_examples=41)
@given(first=ROWS, second=ROWS, strand=st.sampled_from(list(OPTIONS)))
def test_bases_are_those_of_a_painted_line(made, strand, first, second):
    ours, theirs = made(first).intervals, made(second).intervals
    found = coverage(ours, theirs, strand)
    for q, (chrom, start, length, side) in enumerate(first):
        painted, count = np.zeros(80, bool), 0
        for other, begin, bases, turn in second:
            met = strand == "any" or ((side == turn) == (strand == "same") and "." not in (side, turn))
            if other == chrom and met:
                painted[begin : begin + bases] = True
                count += begin < start + length and start < begin + bases
        assert (found.count[q], found.bases[q]) == (count, painted[start : start + length].sum())


@pytest.mark.slow
@settings(max_examples=17)
@given(
    first=st.lists(ROW, min_size=1, max_size=41),
    second=st.lists(ROW, min_size=1, max_size=41),
    strand=st.sampled_from(list(OPTIONS)),
)
def test_it_is_bedtools_coverage(made, bedtools, strand, first, second):
    ours, theirs = made(first), made(second)
    found = coverage(ours.intervals, theirs.intervals, strand)
    printed = bedtools("coverage", OPTIONS[strand], a=ours.lines, b=theirs.lines)
    assert {int(row[3]): (int(row[6]), int(row[7])) for row in printed} == dict(
        enumerate(zip(found.count.tolist(), found.bases.tolist(), strict=True))
    )


def test_an_empty_interval_covers_nothing():
    queries = Intervals.of([("a", 3, 9), ("a", 5, 5)])
    found = coverage(queries, Intervals.of([("a", 5, 5), ("a", 0, 4)]))
    assert (found.count.tolist(), found.bases.tolist()) == ([2, 1], [1, 0])


@settings(max_examples=17)
@given(ROWS)
def test_depth_counts_the_intervals_on_every_base(made, rows):
    found = depth(made(rows).intervals, SIZES)
    laid = {name: np.zeros(size, int) for name, size in SIZES.items()}
    for chrom, start, length, _ in rows:
        laid[chrom][start : start + length] += 1
    spread = {name: [] for name in SIZES}
    for name, here in found.stretches.by_chrom():
        level = found.depth[found.stretches.chrom == list(SIZES).index(name)]
        assert (np.diff(level) != 0).all()
        spread[name] = np.repeat(level, here.end - here.start).tolist()
    assert spread == {name: each.tolist() for name, each in laid.items()}
    assert found.bases().tolist() == np.bincount(np.concatenate(list(laid.values()))).tolist()


@pytest.mark.slow
@settings(max_examples=17)
@given(st.lists(ROW, min_size=1, max_size=41))
def test_it_is_bedtools_genomecov(made, bedtools, rows):
    table = made(rows)
    found = depth(table.intervals, SIZES)
    printed = bedtools(
        "genomecov", "-bga", i=table.lines, g=[f"{name}\t{size}" for name, size in SIZES.items()]
    )
    stretches = found.stretches
    names = [stretches.chroms[code] for code in stretches.chrom]
    rows_found = zip(
        names, stretches.start.tolist(), stretches.end.tolist(), found.depth.tolist(), strict=True
    )
    assert sorted((row[0], *map(int, row[1:])) for row in printed) == sorted(rows_found)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ("a", 50, 60),
            r"row 1 \(a:50-60\) lies outside the genome, for a has 59 bases; use intervals and sizes",
        ),
        (("x", 0, 1), r"row 1 \(x:0-1\) lies outside the genome, for the sizes lack x; use"),
    ],
)
def test_what_lies_outside_is_refused(row, said):
    with pytest.raises(RequestError, match=said):
        depth(Intervals.of([("a", 0, 59), row]), SIZES)
