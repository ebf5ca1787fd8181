from babelix.genome.variant import Variant
from babelix.workflows.dna.scoring.score import Scoring, open_scorer


def test_the_effects_behind_the_scores(source):
    """A becomes G at base 14: one effect a view, of the tracks chosen alone, the strands alike."""
    scorer = open_scorer(["chr1:14:A:G"], "counter", source, Scoring(("G+",), both_strands=True))
    one, other = scorer.effects(Variant("chr1", 14, "A", "G"))
    assert one.difference.tolist() == other.difference.tolist() == [[0], [0], [1], [0], [0]]
    assert (one.first, other.first) == (4, 4)
