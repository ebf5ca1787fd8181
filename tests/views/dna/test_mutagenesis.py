from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.region import Region
from babelix.views.dna.mutagenesis import draw_mutagenesis
from babelix.workflows.dna.mutagenesis import Saturated


@pytest.fixture
def found():
    rng = np.random.default_rng(1)
    return Saturated(
        "ACGTNAC",
        np.ones(2),
        rng.normal(size=(7, 4, 2)),
        rng.normal(size=(7, 2)),
        model="m, random weights (seed 1)",
        genome=Path("g.fa"),
        assembly=None,
        region=Region("c", 10, 17),
        window=2_048,
        compared=512,
        tracks=("one", "two"),
    )


@pytest.mark.slow
def test_what_is_drawn(found, tmp_path):
    draw_mutagenesis(found, tmp_path / "m.svg")
    drawn = (tmp_path / "m.svg").read_text()
    for words in (
        "m, random weights (seed 1): nothing here is a prediction",
        "c:11-17",
        "one",
        "two",
        "gradient x",
    ):
        assert words in drawn


def test_another_ending_is_refused(found, tmp_path):
    with pytest.raises(RequestError, match=r"end in .png or .svg, got 'm.pdf'"):
        draw_mutagenesis(found, tmp_path / "m.pdf")
