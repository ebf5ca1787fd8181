import pytest
from made_enrichment import made_enrichment

from babelix.enrichment.enrich.results import Enrichment


@pytest.fixture
def found() -> Enrichment:
    """What is found of two traits and two annotations, made up."""
    return made_enrichment()
