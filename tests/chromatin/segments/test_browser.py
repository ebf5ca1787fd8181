import numpy as np

from babelix.chromatin.segments.browser import Look, chromhmm_look, write_dense, write_expanded
from babelix.chromatin.segments.colours import state_colours
from babelix.chromatin.segments.segments import Segments
from babelix.genome.interval import Intervals

STATES = ("E1", "E2", "E3")  # the third occurs nowhere
ROWS = [("chr2", 0, 200), ("chr1", 0, 400), ("chr1", 400, 600), ("chr1", 600, 1130)]
PLACES = Intervals.of(ROWS)
SEGMENTS = Segments(
    Intervals(
        PLACES.chroms,
        PLACES.chrom,
        PLACES.start,
        PLACES.end,
        PLACES.strand,
        STATES,
        np.array([0, 1, 0, 1], np.int32),
    ),
    STATES,
)
LOOK = Look("one_3", "one_3 (Emission ordered)", ["a", "b", "c"], [(255, 0, 0), (0, 0, 255), (1, 2, 3)])


def test_dense(tmp_path):
    write_dense(tmp_path / "d.bed", SEGMENTS, LOOK)
    assert (tmp_path / "d.bed").read_text() == (
        'track name="one_3" description="one_3 (Emission ordered)" visibility=1 itemRgb="On"\n'
        "chr2\t0\t200\ta\t0\t.\t0\t200\t255,0,0\n"
        "chr1\t0\t400\tb\t0\t.\t0\t400\t0,0,255\n"
        "chr1\t400\t600\ta\t0\t.\t400\t600\t255,0,0\n"
        "chr1\t600\t1130\tb\t0\t.\t600\t1130\t0,0,255\n"
    )


def test_expanded_names_the_last_state_first_and_chromosomes_by_name(tmp_path):
    write_expanded(tmp_path / "e.bed", SEGMENTS, LOOK)
    assert (tmp_path / "e.bed").read_text() == (
        'track name="Expanded_one_3" description="one_3 (Emission ordered)" visibility=2 itemRgb="On"\n'
        "browser position chr1:1-2\n"
        "chr1\t0\t1130\tb\t0\t.\t0\t1130\t0,0,255\t4\t0,400,530,1\t0,0,600,1129\n"
        "chr1\t0\t1130\ta\t0\t.\t400\t1130\t255,0,0\t3\t0,200,1\t0,400,1129\n"
        "chr2\t0\t200\ta\t0\t.\t0\t200\t255,0,0\t3\t0,200,1\t0,0,199\n"
    )


def test_chromhmm_shows_numbers_and_tells_the_order():
    look = chromhmm_look("one_3", ("T1", "T2", "T3"), "T")
    assert (look.title, look.description) == ("one_3", "one_3 (Transition ordered)")
    assert list(look.names) == ["1", "2", "3"]
    assert list(look.colours) == state_colours(3)
