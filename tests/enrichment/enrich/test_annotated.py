from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.members import Member
from babelix.enrichment.enrich.annotated import annotations_of, held, members, reached, strangers, together
from babelix.genome.interval import Intervals
from babelix.genome.overlap import union

CHROMS = ("chr1", "chr2")


def read(rows, labels=None):
    return Intervals.of(rows, labels)


def test_files_of_one_name_are_one_annotation_and_chromosomes_are_joined(pool):
    files = [Member("TF", Path("a")), Member("TF", Path("b"))]
    (found,) = annotations_of(
        files, [read([("1", 5, 11), ("1", 8, 21)]), read([("chr2", 30, 31), ("X", 0, 5)])], 0, CHROMS
    )
    assert (found.name, found.state) == ("TF", "")
    assert members(found.elements, pool).tolist() == [0, 1, 5]
    assert strangers([read([("X", 0, 5), ("1", 0, 5)])], CHROMS) == {"X": 1}


def test_a_segmentation_is_an_annotation_for_each_state(pool):
    rows = [("chr1", 0, 15), ("chr1", 15, 40), ("chr1", 40, 60), ("chr2", 0, 60)]
    found = annotations_of([Member("neuron", Path("s"))], [read(rows, ["E10", "E2", "E10", "E2"])], 3, CHROMS)
    assert [(each.name, each.cell, each.state, each.source) for each in found] == [
        ("neuron:E2", "neuron", "E2", 3),
        ("neuron:E10", "neuron", "E10", 3),
    ]
    assert [members(each.elements, pool).tolist() for each in found] == [[1, 2, 4, 5, 6], [0, 3]]


def test_peaks_have_names_and_no_states():
    rows = [("chr1", 0, 5), ("chr1", 7, 9), ("chr1", 11, 13)]
    for labels in (["a", "b", "c"], [".", ".", "."]):
        assert [
            each.state for each in annotations_of([Member("P", Path("p"))], [read(rows, labels)], 0, CHROMS)
        ] == [""]


def test_what_no_element_reaches():
    one = annotations_of([Member("A", Path("a"))], [read([("chr1", 0, 5)])], 0, CHROMS)
    two = annotations_of([Member("B", Path("b"))], [read([("chr1", 3, 9), ("chr2", 1, 2)])], 1, CHROMS)
    assert reached([*one, *two], CHROMS) == {"chr1": [], "chr2": [0]}
    both = together([*one, *two])
    assert (both.elements["chr1"].start.tolist(), both.elements["chr1"].end.tolist()) == ([0], [9])


def test_states_are_not_part_of_the_union_of_others():
    peaks = annotations_of([Member("A", Path("a"))], [read([("chr1", 3, 9)])], 0, CHROMS)
    states = [
        replace(peaks[0], name="seg:E1", elements={"chr1": union(np.array([0]), np.array([99]))}, state="E1")
    ]
    assert together([*peaks, *states]).elements["chr1"].end.tolist() == [9]
    assert together(states).elements["chr1"].end.tolist() == [99]


def test_held_is_by_binary_search():
    found = held([np.array([1, 4, 6]), np.empty(0, np.int64)], np.array([0, 4, 6, 9]))
    assert found.tolist() == [[False, True, True, False], [False] * 4]


def test_an_annotation_elsewhere_is_refused():
    with pytest.raises(
        RequestError, match="a is on chromosomes contig7 and the SNPs are on chr1, chr2; use files of one"
    ):
        annotations_of([Member("A", Path("a"))], [read([("contig7", 0, 5)])], 0, CHROMS)
    with pytest.raises(RequestError, match="a holds no element; give a file with intervals"):
        annotations_of([Member("A", Path("a"))], [read([])], 0, CHROMS)
