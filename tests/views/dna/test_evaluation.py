from dataclasses import replace

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.evaluation.effects import agreement
from babelix.evaluation.grouped import group_mean
from babelix.views.dna import evaluation as view
from babelix.workflows.dna.evaluation.results import Cell, Evaluation, Overall
from babelix.workflows.dna.scoring.results import About

LOCI = {"TERT-HEK": 0, "F9": 1, "TERT-GBM": 0}


@pytest.fixture
def found(tmp_path):
    generator = np.random.default_rng(3)
    cells = tuple(
        Cell(
            element,
            locus,
            kind,
            name,
            agreement(generator.normal(size=11), generator.normal(size=11), generator.integers(0, 2, 11)),
        )
        for kind in ("snv", "deletion")
        for element, locus in LOCI.items()
        for name in ("model", "motif", "shuffled", "one track")
    )
    overall = tuple(
        Overall(kind, name, statistic, *[group_mean([0.1, 0.2, 0.4], list(LOCI.values()), 11)] * 2)
        for kind in ("snv", "deletion")
        for name in ("model", "motif", "shuffled")
        for statistic in ("spearman_size", "spearman_signed", "auroc")
    )
    about = About("counter", tmp_path / "g.fa", None, 28, 20, ("G+",))
    return Evaluation(about, tmp_path / "t.tsv", "GRCh38", "sad", (), cells, overall)


def test_elements_of_one_locus_stand_side_by_side(found):
    assert view.elements_by_locus(found.cells, "snv") == ["TERT-HEK", "TERT-GBM", "F9"]
    assert view.elements_by_locus(found.cells, "other") == []


def test_a_panel_a_kind_and_statistic(found, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr("babelix.views.dna.evaluation.save", lambda figure, *_: drawn.append(figure))
    view.draw_evaluation(found, tmp_path / "x.png")
    (figure,) = drawn
    assert len(figure.axes) == 6
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["TERT-HEK", "TERT-GBM", "F9", "mean over loci"]
    # Three predictors of three elements; the model's mean stands lowest or highest, each with its interval.
    assert [len(each.get_offsets()) for each in figure.axes[0].collections] == [3, 3, 3]
    model = figure.axes[0].collections[-1].get_offsets()
    expected = {
        row: cell.agreement.spearman_size
        for row, element in enumerate(labels[:-1])
        for cell in found.cells
        if (cell.element, cell.kind, cell.predictor) == (element, "snv", "model")
    }
    assert {round(y): x for x, y in model.tolist()} == pytest.approx(expected)


def test_a_kind_of_which_nothing_is_told_has_no_panels(found, tmp_path, monkeypatch):
    """Panels side by side have one row an element, whether something is drawn in it or not."""
    nothing = agreement([1, 2], [1, 2], [0, 1])
    cells = [replace(cell, agreement=nothing) if cell.kind == "deletion" else cell for cell in found.cells]
    drawn = []
    monkeypatch.setattr("babelix.views.dna.evaluation.save", lambda figure, *_: drawn.append(figure))
    view.draw_evaluation(replace(found, cells=tuple(cells)), tmp_path / "x.png")
    assert len(drawn[0].axes) == 3
    assert len({axes.get_ylim() for axes in drawn[0].axes}) == 1
    nothing_at_all = tuple(replace(cell, agreement=nothing) for cell in found.cells)
    view.draw_evaluation(replace(found, cells=nothing_at_all), tmp_path / "x.png")
    assert len(drawn[1].axes) == 6


@pytest.mark.slow
def test_it_is_written(found, tmp_path):
    view.draw_evaluation(found, tmp_path / "x.svg")
    text = (tmp_path / "x.svg").read_text()
    assert "counter, sad, beside t.tsv" in text
    assert "AUROC of significance" in text


def test_nothing_scored_is_nothing_to_draw(found, tmp_path):
    with pytest.raises(RequestError, match="no row was scored"):
        view.draw_evaluation(Evaluation(found.about, found.table, "", "sad", (), (), ()), tmp_path / "x.png")
