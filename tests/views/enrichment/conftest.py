"""What coverage finds, made up."""

from dataclasses import replace

import numpy as np
import pytest

from babelix.enrichment.coverage.blocks import Draws
from babelix.enrichment.coverage.patterns import Patterns
from babelix.enrichment.coverage.results import Coverage, Matrix, Share
from babelix.enrichment.coverage.saturation import saturation
from babelix.enrichment.coverage.thresholds import Threshold


@pytest.fixture
def found() -> Coverage:
    patterns = Patterns(
        ("A", "B"), np.array([[True, False], [False, True], [True, True]]), np.array([160, 100, 30])
    )
    share = Share("TF", 3, 4, 3, 290, 0.29, (0.2, 0.4), 290, {"chr1": 290})
    matrix = Matrix(
        "factor",
        "cell",
        ("CTCF", "MAX"),
        ("A", "B"),
        np.array([[50, 130], [140, -1]]),
        np.array([[1, 1], [1, 0]]),
    )
    steps = tuple(
        Threshold("TF", by, kept, 5.0, 2, bases)
        for by in ("signal", "rank")
        for kept, bases in ((0.5, 170), (1.0, 290))
    )
    return Coverage(
        1000, {"chr1": 1000}, {}, replace(share, name="union"), (share,), "cell", patterns,
        (saturation("cell", patterns, 7),), steps, matrix, Draws(), {}, {}, 0, 0, 0,
    )  # fmt: skip
