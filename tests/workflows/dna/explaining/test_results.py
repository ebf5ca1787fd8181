from babelix.workflows.dna.explaining.results import Explained
from babelix.workflows.dna.scoring.results import Scored


def test_what_was_not_scored_has_nothing_to_draw():
    found = Explained(Scored("chr1:1:A:G", "outside"))
    assert (found.effect, found.tracks, found.letters, found.reach) == (None, (), None, None)
