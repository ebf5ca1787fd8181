from pathlib import Path

from babelix.workflows.dna.scoring.results import About, Scored, VariantScores


def test_fates_are_counted_in_their_order():
    about = About("counter", Path("g.fa"), None, 28, 20, ("G+",))
    rows = tuple(Scored("x", fate) for fate in ("star", "scored", "star", "outside"))
    assert list(VariantScores(about, rows).fates.items()) == [("scored", 1), ("outside", 1), ("star", 2)]
