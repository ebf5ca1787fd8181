import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.marks.files import write_marks
from babelix.workflows.states.segment import Wanted, segment


@pytest.mark.slow
def test_segmenting_with_the_model_gives_the_same(two_cells, tmp_path):
    model = two_cells / "incremental" / "model_5.txt"
    wanted = Wanted(posterior=True, by_line=True)
    done = segment(model, two_cells / "marks", tmp_path, two_cells / "chrom.sizes", wanted=wanted, threads=2)
    assert (done.cells, done.states, done.bins) == (("one", "two"), 5, 9706)
    for name in ("one_5_segments.bed", "two_5_segments.bed"):
        assert (tmp_path / name).read_text() == (two_cells / "incremental" / name).read_text()
    for folder, name in (
        ("STATEBYLINE", "one_5_chr10_statebyline.txt"),
        ("POSTERIOR", "one_5_chr10_posterior.txt"),
    ):
        ours, theirs = (
            path.read_text().split() for path in (tmp_path / folder / name, two_cells / "incremental" / name)
        )
        assert ours[:8] == theirs[:8]
        assert [float(x) for x in ours[8:]] == pytest.approx([float(x) for x in theirs[8:]], abs=1.01e-4)
    assert all(path.exists() for path in done.files)
    assert [path.name for path in done.segmentations] == ["one_5_segments.bed", "two_5_segments.bed"]
    lines = [line for path in done.segmentations for line in path.read_text().splitlines()]
    assert (done.segments, done.bin_size) == (len(lines), 200)


def test_marks_other_than_the_models(two_cells, tmp_path):
    write_marks(tmp_path / "a_binary.txt", "a", "chr1", ["A", "B", "C"], np.eye(3, dtype=np.uint8))
    with pytest.raises(RequestError, match=r"line 2: marks differ from .*model_5.txt: it lacks CTCF"):
        segment(two_cells / "incremental" / "model_5.txt", tmp_path, tmp_path / "out")


def test_only_what_is_wanted_is_written(two_cells, tmp_path):
    model = two_cells / "incremental" / "model_5.txt"
    segment(model, two_cells / "marks", tmp_path, wanted=Wanted(browser=False))
    assert {path.name for path in tmp_path.iterdir()} == {"one_5_segments.bed", "two_5_segments.bed"}


def test_a_decoder_there_is_not():
    with pytest.raises(RequestError, match="`decoder` 'best': expected posterior or viterbi") as caught:
        Wanted("best")
    assert caught.value.setting == ("decoder",)
