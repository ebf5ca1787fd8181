import pytest

from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.score import Scoring, open_scorer, stream

BASES = "GGGGGGGGACTACATCTACAGGGGGGGGGGGG"


@pytest.fixture
def scored(tmp_path, monkeypatch, g_counter):
    """Return a function that scores variants by hand-made counts: the scorer, what was asked for, and the rows."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    (tmp_path / "g.fa").write_text(f">chr1\n{BASES}\n")

    def score(*asked, scoring=Scoring(), model="counter", genome=tmp_path / "g.fa"):
        scorer = open_scorer(list(asked), model, Source(str(genome)), scoring)
        return scorer, list(asked), list(stream(scorer, list(asked)))

    return score
