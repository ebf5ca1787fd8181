import re
from dataclasses import replace

import numpy as np
import pytest

from babelix.enrichment.expression.results import Expression, Score, Weight
from babelix.views.enrichment.expression import draw_expression


@pytest.fixture
def measured() -> Expression:
    score = Score(0.5, (0.25, 0.75), 5)
    return Expression(
        "cell", "RPKM", {"1": 5}, 2, {"r": score, "rho": score, "auroc": score, "r_on": Score(None, None, 2)},
        (Weight("H3K4me3", 0.5, 1.0, (0.5, 2.0)), Weight("CTCF", 0.5, -1.0, (-2.0, 0.1))), (1.0, 2.0),
        np.array([-3.0, -2, 0, 1, 3]), np.array([-3.3, -3.3, 0.5, 1, 4]), {"on": 1.0, "added": 0.1},
    )  # fmt: skip


def words(path):
    return re.findall(r"<text[^>]*>([^<]*)", path.read_text())


def test_predictions_and_weights(measured, tmp_path):
    draw_expression(measured, tmp_path / "x.svg")
    found = words(tmp_path / "x.svg")
    assert "r 0.50, among genes that are on none" in found
    assert {"H3K4me3", "CTCF", "weights of marks"} <= set(found)
    assert "along the gene" not in found


@pytest.mark.slow
def test_weights_along_the_gene_have_their_own_bars(measured, tmp_path):
    weights = tuple(replace(each, body=0.5, body_folds=(0.1, 0.7)) for each in measured.weights)
    draw_expression(replace(measured, weights=weights), tmp_path / "x.svg")
    assert {"along the gene", "around the start"} <= set(words(tmp_path / "x.svg"))
