import numpy as np
import pytest
from made_enrichment import made_enrichment

from babelix.enrichment.enrich.results import Enrichment
from babelix.enrichment.enrich.snps.pool import Pool


@pytest.fixture
def pool():
    """Seven SNPs on two chromosomes."""
    return Pool(
        ("chr1", "chr2"),
        np.array([0, 0, 0, 0, 1, 1, 1], np.int32),
        np.array([10, 20, 31, 47, 10, 30, 59], np.int64),
        {"maf": np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.05, np.nan])},
        {"rs1": 0, "rs2": 1, "rs5": 4},
    )


@pytest.fixture
def found() -> Enrichment:
    """What is found of two traits and two annotations, made up."""
    return made_enrichment()
