"""What is found of two traits and two annotations, made up: for the tests of what is told and drawn of it."""

import numpy as np

from babelix.enrichment.enrich.controls import Control
from babelix.enrichment.enrich.matrix import Matrix
from babelix.enrichment.enrich.results import Cases, Enriched, Enrichment, How


def made_enrichment() -> Enrichment:
    """What is found of two traits and two annotations, made up."""
    matrix = Matrix(
        traits=("gout", "tea"),
        annotations=("A", "B"),
        members=(np.arange(5), np.arange(1)),
        drawn=np.array([[5], [1]]),
        cases=np.array([5, 1]),
        observed=np.array([[3, 1], [0, 0]]),
        expected=np.array([[0.5, 0.25], [0.1, 0.05]]),
        p=np.array([[0.002, 0.2], [1.0, 1.0]]),
        q=np.array([[0.004, 0.2], [np.nan, np.nan]]),
        testable=np.array([True, False]),
        coloured=np.array([[True, False], [False, False]]),
    )
    loci = (
        Enriched("A", 5, 3, 1.5, 0.125, 0.25, drawn=(1, 2, 3, 0)),
        Enriched("B", 5, 1, 0.5, 0.5, 0.5, drawn=(0, 1, 0, 1)),
    )
    union = Enriched("union", 5, 4, 2.0, 0.1, 0.2, drawn=(2, 2, 3, 1))
    before = (
        Enriched("A", 7, 4, 2.0, 0.03),
        Enriched("B", 7, 1, 0.7, 0.6),
        Enriched("union", 7, 5, 2.7, 0.02),
    )
    catalogue = Cases(11, 9, 8, 5, 7, 5, {"intron": 5, "intergenic": 3, "coding": 1}, {"name": 7}, {})
    return Enrichment(
        catalogue=catalogue,
        annotations=loci,
        union=union,
        all_cases=before,
        matrix=matrix,
        how=How(100, {"maf": 2}, 2, 0, "500kb", draws=4),
        left_out={},
        controls=(Control("pool", 100, (11, 5, 13)),),
    )
