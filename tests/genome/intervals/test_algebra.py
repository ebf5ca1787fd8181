import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.genome.interval import Intervals
from babelix.genome.intervals.algebra import complement, intersection, shift, union

ROW = st.tuples(st.sampled_from("ab"), st.integers(0, 41), st.integers(1, 17), st.sampled_from("+-."))
ROWS = st.lists(ROW, max_size=19)
LONG = st.lists(ROW, min_size=1, max_size=41)
SIZES = {"b": 67, "a": 59, "c": 7}
GENOME = [f"{name}\t{size}" for name, size in sorted(SIZES.items())]


def painted(intervals):
    """Return the places that are covered."""
    return {(chrom, place) for chrom, start, end, _ in listed(intervals) for place in range(start, end)}


def listed(intervals):
    names = [intervals.chroms[code] for code in intervals.chrom]
    return list(
        zip(names, intervals.start.tolist(), intervals.end.tolist(), intervals.strand.tolist(), strict=True)
    )


def places(printed):
    return sorted((row[0], int(row[1]), int(row[2])) for row in printed)


@settings(max_examples=17)
@given(ROWS)
def test_a_union_covers_the_same_bases_in_pieces_that_do_not_touch(made, rows):
    table = made(rows).intervals
    found = union(table)
    assert painted(found) == painted(table)
    assert (found.start[1:] > found.end[:-1])[np.diff(found.chrom) == 0].all()
    by_strand = union(table, by_strand=True)
    for side in (1, -1, 0):
        assert painted(by_strand[by_strand.strand == side]) == painted(table[table.strand == side])


@settings(max_examples=17)
@given(ROWS, ROWS)
def test_an_intersection_is_what_both_cover(made, first, second):
    ours, theirs = union(made(first).intervals), union(made(second).intervals)
    found = intersection(ours, theirs)
    assert painted(found) == painted(ours) & painted(theirs)
    assert found.bases() == len(painted(found))


@settings(max_examples=17)
@given(ROWS)
def test_a_complement_is_all_the_rest(made, rows):
    table = made(rows).intervals
    genome = {(name, place) for name, size in SIZES.items() for place in range(size)}
    found = complement(table, SIZES)
    assert painted(found) == genome - painted(table)
    assert found.bases() == len(painted(found))


@settings(max_examples=17)
@given(ROWS, st.integers(-83, 83))
def test_wrapping_keeps_the_bases_and_turns_back(made, rows, by):
    table = made(rows).intervals
    found = shift(table, by, SIZES, ends="wrap")
    assert found.bases() == table.bases()
    assert painted(found) == {(chrom, (place + by) % SIZES[chrom]) for chrom, place in painted(table)}
    assert painted(shift(found, -by, SIZES, ends="wrap")) == painted(table)


@pytest.mark.slow
@settings(max_examples=5)
@given(LONG, LONG, st.integers(-83, 83))
def test_they_are_bedtools(made, bedtools, first, second, by):
    ours, theirs = made(first), made(second)
    table = ours.intervals
    assert [each[:3] for each in sorted(listed(union(table)))] == places(bedtools("merge", i=ours.lines))
    stranded = made([row for row in first if row[3] != "."] or [("a", 0, 1, "+")])
    printed = bedtools("merge", "-s -c 6 -o distinct", i=stranded.lines)
    assert sorted(listed(union(stranded.intervals, by_strand=True))) == sorted(
        (row[0], int(row[1]), int(row[2]), 1 if row[3] == "+" else -1) for row in printed
    )
    assert sorted(each[:3] for each in listed(complement(table, SIZES))) == places(
        bedtools("complement", i=ours.lines, g=GENOME)
    )
    for strand, option in (("any", ""), ("same", "-s"), ("opposite", "-S")):
        assert sorted(each[:3] for each in listed(intersection(table, theirs.intervals, strand))) == places(
            bedtools("intersect", option, a=ours.lines, b=theirs.lines)
        )
    for along, option in ((False, f"-s {by}"), (True, f"-p {by} -m {-by}")):
        assert sorted(each[:3] for each in listed(shift(table, by, SIZES, along))) == places(
            bedtools("shift", option, i=ours.lines, g=GENOME)
        )


def test_by_hand():
    table = Intervals.of([("a", 4, 7), ("b", 2, 5), ("a", 0, 4), ("a", 6, 9), ("a", 10, 10)])
    assert listed(union(table)) == [("a", 0, 9, 0), ("b", 2, 5, 0)]
    assert listed(complement(table, {"a": 11, "b": 5})) == [("a", 9, 11, 0), ("b", 0, 2, 0)]
    assert listed(intersection(table, Intervals.of([("a", 3, 5), ("a", 6, 8)]))) == [
        ("a", 4, 5, 0),
        ("a", 6, 7, 0),
        ("a", 3, 4, 0),
        ("a", 6, 8, 0),
    ]


def test_a_piece_keeps_strand_and_label():
    table = Intervals.of([("a", 4, 9), ("a", 0, 5)], ["x", "y"])
    found = intersection(table, Intervals.of([("a", 3, 5)]))
    assert [found.labels[code] for code in found.label] == ["x", "y"]
    moved = shift(table, 5, {"a": 11}, ends="wrap")
    assert [
        (*each[1:3], moved.labels[code])
        for each, code in zip(listed(moved), moved.label.tolist(), strict=True)
    ] == [
        (9, 11, "x"),
        (0, 3, "x"),
        (5, 10, "y"),
    ]


def test_what_would_leave_its_chromosome_keeps_a_base_at_its_end():
    table = Intervals.of([("a", 2, 5)])
    assert listed(shift(table, -9, {"a": 11})) == [("a", 0, 1, 0)]
    assert listed(shift(table, 20, {"a": 11})) == [("a", 10, 11, 0)]


def test_what_lies_outside_and_another_choice_are_told():
    table = Intervals.of([("a", 2, 5)])
    with pytest.raises(RequestError, match=r"row 0 \(a:2-5\) lies outside the genome, for a has 4 bases"):
        complement(table, {"a": 4})
    with pytest.raises(RequestError, match="`ends` 'drop': expected clip or wrap"):
        shift(table, 1, {"a": 9}, ends="drop")
