import os
from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.workflows.enrichment.expression import Binary, Fitting, Look, Table, measure_expression

FEW = Fitting(folds=2, block=1000, penalty=1.0, resamples=20)
GENES = [(3, "+", 8), (8, "-", 0), (13, "+", 6), (18, "-", 0), (23, "+", 9), (28, "-", 0)]


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    """Genes at every fifth bin of 30; K4 lies on the bin before the start of those that are on."""
    monkeypatch.chdir(tmp_path)
    rows = np.zeros((30, 3), np.uint8)
    for bin_, strand, value in GENES:
        rows[bin_ - (1 if strand == "+" else -1), 0] = value > 1
    rows[:, 1] = 2
    (tmp_path / "one").mkdir()
    binary(tmp_path / "one" / "X_1_binary.txt", "X", "1", rows)
    body = "".join(f"1\t{100 * b + 5}\t{s}\t{100 * b}\t{100 * b + 150}\t{v}\n" for b, s, v in GENES)
    (tmp_path / "t.tsv").write_text("chrom\ttss\tstrand\tstart\tend\tv\n" + body)
    return tmp_path


def binary(path, cell, chrom, rows, names="K4\tK9\tInput"):
    text = "\n".join("\t".join(map(str, row)) for row in rows.tolist())
    path.write_text(f"{cell}\t{chrom}\n{names}\n{text}\n")


def measured(marks="one", look=None, cell=None, genes="t.tsv"):
    return measure_expression(Binary(Path(marks), cell, 100), Table(Path(genes), "v"), look or Look(100), FEW)


def test_marks_that_are_missing_everywhere_and_controls_are_left_out():
    found = measured()
    assert [each.mark for each in found.weights] == ["K4"]
    assert found.controls == ("Input",)
    assert (found.genes, found.blocks, dict(found.chromosomes)) == (6, 3, {"1": 6})
    assert found.measured == pytest.approx(np.log2(np.array([8, 0, 6, 0, 9, 0]) + 0.1))
    assert found.weights[0].around > 1
    assert found.weights[0].present == pytest.approx(3 / 18)
    low, high = found.weights[0].around_folds
    assert 0 < low < high


def test_a_gene_on_the_other_strand_ends_before_it_starts():
    """Its 150 bases reach from bin 8 to bin 6, from its start downwards."""
    found = measured(look=Look(100, "means", body=True))
    assert found.weights[0].body is not None
    assert found.genes == 6


def test_a_pipe_is_refused_by_name(files):
    os.mkfifo(files / "pipe")
    with pytest.raises(RequestError, match="`marks` pipe: a pipe or device"):
        measured("pipe")


def test_one_file_will_do():
    assert measured("one/X_1_binary.txt").genes == 6


def test_cells_are_told_apart(files):
    binary(files / "one" / "Y_1_binary.txt", "Y", "1", np.zeros((30, 3), np.uint8))
    assert measured(cell="X").cell == "X"
    with pytest.raises(RequestError, match="`cell`: expected the name of one in one; it has X, Y"):
        measured()
    with pytest.raises(RequestError, match="`cell` 'Z': no such cell in one; it has X, Y"):
        measured(cell="Z")


def test_files_of_a_cell_must_agree(files):
    binary(files / "one" / "X_2_binary.txt", "X", "2", np.zeros((3, 2), np.uint8), "K4\tK9")
    with pytest.raises(RequestError, match=r"X_2_binary\.txt, line 2: marks differ from .*X_1"):
        measured()
    binary(files / "one" / "X_2_binary.txt", "X", "1", np.zeros((3, 3), np.uint8))
    with pytest.raises(RequestError, match="are both of X, 1; keep one of them"):
        measured()


def test_files_that_do_not_meet_are_refused(files):
    (files / "far.tsv").write_text("chrom\ttss\tstrand\tv\nchr9\t5\t+\t1\n")
    with pytest.raises(
        RequestError, match=r"no gene of far\.tsv lies on a chromosome of the marks: it has chr9, the"
    ):
        measured(genes="far.tsv")
    (files / "two").mkdir()
    binary(files / "two" / "X_1_binary.txt", "X", "1", np.zeros((30, 1), np.uint8), "WCE")
    with pytest.raises(RequestError, match="line 2: no mark is left of WCE without input controls"):
        measured("two")


@pytest.mark.slow
@pytest.mark.figure
def test_finding_four_on_chr11(dataset):
    marks, table = dataset("chromhmm-gm12878")["binary"], dataset("expression")["chr11"]
    own, other = (
        measure_expression(Binary(marks), Table(table, column), fitting=Fitting(resamples=2)).scores
        for column in ("rpkm_GM12878_E116", "rpkm_K562_E123")
    )
    assert (own["r"].genes, own["r_on"].genes) == (1074, 496)
    r, on, area = (own[name].value or 0 for name in ("r", "r_on", "auroc"))
    assert r > 0.85
    assert 0.3 < on < 0.6
    assert area > 0.94
    assert 0.7 < (other["r"].value or 0) < 0.8
