from pathlib import Path

import numpy as np

from babelix.chromatin.markov.decoding import Decoded
from babelix.chromatin.segments.browser import (
    ChromSegments,
    chrom_segments,
    state_colours,
    write_dense,
    write_expanded,
    write_posterior,
    write_segments,
    write_states_by_line,
)

CHROMOSOMES = [
    ChromSegments("chr1", np.array([0, 400, 600]), np.array([400, 600, 1130]), np.array([2, 1, 2])),
    ChromSegments("chr2", np.array([0]), np.array([200]), np.array([1])),
]
COLOURS = [(255, 0, 0), (0, 0, 255)]


def test_segments_end_where_the_chromosome_does():
    found = chrom_segments("chr1", Decoded(np.array([1, 1, 0, 1, 1, 1], np.uint16)), 200, 1130)
    assert (found.start.tolist(), found.end.tolist(), found.state.tolist()) == (
        [0, 400, 600],
        [400, 600, 1130],
        [2, 1, 2],
    )
    assert chrom_segments("chr1", Decoded(np.zeros(3, np.uint16)), 200).end.tolist() == [600]


def test_segments(tmp_path):
    write_segments(tmp_path / "s.bed", CHROMOSOMES)
    assert (tmp_path / "s.bed").read_text() == (
        "chr1\t0\t400\tE2\nchr1\t400\t600\tE1\nchr1\t600\t1130\tE2\nchr2\t0\t200\tE1\n"
    )


def test_dense(tmp_path):
    write_dense(tmp_path / "d.bed", CHROMOSOMES, "one_2", COLOURS)
    lines = (tmp_path / "d.bed").read_text().splitlines()
    assert lines[0] == 'track name="one_2" description="one_2 (Emission ordered)" visibility=1 itemRgb="On"'
    assert lines[2] == "chr1\t400\t600\t1\t0\t.\t400\t600\t255,0,0"


def test_expanded(tmp_path):
    write_expanded(tmp_path / "e.bed", CHROMOSOMES, "one_2", COLOURS)
    lines = (tmp_path / "e.bed").read_text().splitlines()
    assert lines[1] == "browser position chr1:1-2"
    assert lines[2] == "chr1\t0\t1130\t2\t0\t.\t0\t1130\t0,0,255\t4\t0,400,530,1\t0,0,600,1129"
    assert lines[3] == "chr1\t0\t1130\t1\t0\t.\t400\t1130\t255,0,0\t3\t0,200,1\t0,400,1129"
    assert len(lines) == 5


def test_posterior_and_states_by_line(tmp_path):
    posterior = np.array([[1.0, 0.0], [0.9995, 0.00051], [0.12344, 0.87656]])
    write_posterior(tmp_path / "p.txt", "one", "chr1", posterior)
    assert (tmp_path / "p.txt").read_text() == "one\tchr1\nE1\tE2\n1\t0\n0.9995\t0.0005\n0.1234\t0.8766\n"
    write_states_by_line(tmp_path / "s.txt", "one", "chr1", Decoded(np.array([1, 0], np.uint16)))
    assert Path(tmp_path / "s.txt").read_text() == "one\tchr1\nMaxState E\n2\n1\n"


def test_colours_are_distinct():
    assert len(set(state_colours(53))) == 53
