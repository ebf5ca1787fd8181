import os
import signal
import subprocess
import sys
import time
from typing import Any

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.markov.model import read_model
from babelix.chromatin.marks.files import record_bin_size, write_marks
from babelix.workflows.states.learn import Inputs, learn_states
from babelix.workflows.states.segment import segment


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", ["incremental", "baum-welch"])
def test_the_files_are_chromhmms(two_cells, tmp_path, algorithm):
    inputs = Inputs(two_cells / "marks", sizes=two_cells / "chrom.sizes")
    (fit,) = learn_states(inputs, [5], tmp_path, algorithm=algorithm, threads=2).fits
    for name in ("one_5_segments.bed", "two_5_segments.bed"):
        assert (tmp_path / name).read_text() == (two_cells / algorithm / name).read_text()
    assert fit.model.states == 5
    assert {path.name for path in fit.files} == set(content(tmp_path))
    assert [path.name for path in fit.tables] == [
        "model_5.txt", "model_5.json", "emissions_5.txt", "transitions_5.txt"
    ]  # fmt: skip
    assert [path.name for path in fit.segmented.segmentations] == ["one_5_segments.bed", "two_5_segments.bed"]


def test_a_tie_of_the_order_is_told(tmp_path):
    """With two marks all correlations are 1 or -1: the last bits of the parameters decide."""
    random = np.random.default_rng(2)
    rows = random.random((3, 2))[np.repeat(random.integers(0, 3, 60), 9)] > random.random((540, 2))
    text = "".join(f"{a}\t{b}\n" for a, b in rows.astype(int))
    (tmp_path / "marks").mkdir()
    (tmp_path / "marks" / "x_chr1_binary.txt").write_text(f"x\tchr1\nA\tB\n{text}")
    fits = learn_states(Inputs(tmp_path / "marks"), [2, 4], tmp_path / "out", iterations=5).fits
    assert [fit.tied for fit in fits] == [False, True]


@pytest.mark.slow
def test_browser_tracks_are_chromhmms_but_for_colours(two_cells, tmp_path):
    learn_states(Inputs(two_cells / "marks"), [5], tmp_path)
    for name in ("one_5_dense.bed", "one_5_expanded.bed"):
        ours, theirs = (
            (folder / name).read_text().splitlines() for folder in (tmp_path, two_cells / "incremental")
        )
        assert len(ours) == len(theirs)
        for mine, line in zip(ours, theirs, strict=True):
            left, right = mine.split("\t"), line.split("\t")
            assert left[:8] + left[9:] == right[:8] + right[9:]


@pytest.mark.slow
def test_same_bytes_whatever_the_threads(two_cells, tmp_path):
    for threads in (1, 3):
        learn_states(Inputs(two_cells / "marks"), [4], tmp_path / str(threads), threads=threads)
    assert content(tmp_path / "1") == content(tmp_path / "3")


def test_sizes_that_do_not_fit(two_cells, tmp_path):
    sizes = tmp_path / "sizes"
    sizes.write_text("chr1\t600250\nchr2\t500700\nchr10\t300000\nchr5\t440600\n")
    with pytest.raises(
        RequestError, match=r"chr10 has 1,999 bins of 200 bp .* longer than the 300,000 bases of"
    ):
        learn_states(Inputs(two_cells / "marks", sizes=sizes), [3], tmp_path / "out")
    sizes.write_text("1\t600250\n")
    with pytest.raises(RequestError, match=r"chromosome 'chr.*' is not in .*sizes, which has 1"):
        segment(two_cells / "incremental" / "model_5.txt", two_cells / "marks", tmp_path / "out", sizes)


def test_the_bin_size_travels_with_the_model(tmp_path):
    marks = tmp_path / "marks"
    rows = np.random.default_rng(1).integers(0, 2, (301, 2)).astype(np.uint8)
    write_marks(marks / "a_chr1_binary.txt", "a", "chr1", ["A", "B"], rows)
    record_bin_size(marks, 500)
    learn_states(Inputs(marks), [2], tmp_path / "out", iterations=3)
    assert read_model(tmp_path / "out" / "model_2.txt").bin_size == 500
    assert (tmp_path / "out" / "a_2_segments.bed").read_text().splitlines()[-1].split("\t")[2] == "150500"
    record_bin_size(marks, 200)
    with pytest.raises(
        RequestError, match=r"bin sizes differ: .*bins.json says 200 bp, the model was learnt with 500 bp"
    ):
        segment(tmp_path / "out" / "model_2.txt", marks, tmp_path / "again")


def test_the_same_chromosome_twice(tmp_path):
    rows = np.eye(3, dtype=np.uint8)
    for name in ("a_binary.txt", "b_binary.txt"):
        write_marks(tmp_path / name, "a", "chr1", ["A", "B", "C"], rows)
    with pytest.raises(RequestError, match="cell a, chromosome chr1 is also in"):
        learn_states(Inputs(tmp_path), [2], tmp_path / "out")


@pytest.mark.slow
def test_starts_and_sizes_are_compared(two_cells, tmp_path):
    how: dict[str, Any] = {"starts": 2, "hold_out": 0.4, "seed": 5, "tolerance": 0.01, "iterations": 17}
    study = learn_states(Inputs(two_cells / "marks"), [2, 3], tmp_path, **how)
    assert study.selection == tmp_path / "selection.txt"
    table = [line.split("\t") for line in study.selection.read_text().splitlines()]
    assert [row[:2] for row in table[1:]] == [
        ["2", "information"],
        ["2", "random 1"],
        ["3", "information"],
        ["3", "random 1"],
    ]
    assert [row[2] for row in table[1:]].count("yes") == 2
    assert all(-6 < float(row[5]) < 0 for row in table[1:])
    assert float(table[1][7]) <= 1.0001


def test_a_model_to_start_from(two_cells, tmp_path):
    start = two_cells / "incremental" / "model_5.txt"
    how: dict[str, Any] = {"initial": start, "iterations": 2}
    study = learn_states(Inputs(two_cells / "marks"), [5], tmp_path, **how)
    assert len(study.fits[0].trace) == 2
    assert study.selection is None
    with pytest.raises(RequestError, match=r"has 5 states of .*expected 4 states"):
        learn_states(Inputs(two_cells / "marks"), [4], tmp_path, **how)
    with pytest.raises(
        RequestError, match="unknown algorithm 'gibbs'; choose one of incremental, baum-welch"
    ):
        learn_states(Inputs(two_cells / "marks"), [4], tmp_path, algorithm="gibbs")


CHILD = """
import sys, time
from pathlib import Path
from babelix.chromatin.markov import checkpoint as states_checkpoint
from babelix.workflows.states import learn as states_learn
from babelix.base.progress import Reporter
states_checkpoint.Checkpoint.__init__.__defaults__ = (0.0,)
Reporter.__init__.__defaults__ = (0.0, 0)
def slowly(progress):
    print(progress.done, flush=True)
    time.sleep(0.05)
states_learn.learn_states(states_learn.Inputs(Path(sys.argv[1])), [5], Path(sys.argv[2]), listener=slowly)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_killed_and_resumed_to_the_same_bytes(two_cells, tmp_path):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    learn_states(Inputs(two_cells / "marks"), [5], whole)
    command = [sys.executable, "-c", CHILD, str(two_cells / "marks"), str(cut)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if float(line) >= 7:
                child.kill()
                break
        child.wait()
    kept = list(cut.glob(".learning_5_0.npz"))
    assert kept
    with pytest.raises(RequestError, match="was kept for other marks or settings"):
        learn_states(Inputs(two_cells / "marks"), [5], cut, algorithm="baum-welch", resume=True)
    begin = time.monotonic()
    learn_states(Inputs(two_cells / "marks"), [5], cut, resume=True)
    assert time.monotonic() > begin
    assert content(cut) == content(whole)
    assert not list(cut.glob(".learning*"))


def test_a_damaged_checkpoint(two_cells, tmp_path):
    (tmp_path / ".learning_5_0.npz").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(RequestError, match=r"is damaged .*delete it and learn from the start"):
        learn_states(Inputs(two_cells / "marks"), [5], tmp_path, resume=True)
