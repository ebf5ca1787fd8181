from babelix.genome.variant import Variant
from babelix.tracks.batches import Ask
from babelix.tracks.own import Own, OwnScores


class Length:
    """Says how long the alternative is."""

    columns, numbers, header, tracks = ("length",), ("length",), (), ()
    settings = {"of": "alternative"}

    def ask(self, given, variant):
        return Ask((), lambda _: Own({"length": float(len(given.alt))}, {"LEN": str(len(given.alt))}))


def test_what_fulfils_the_contract():
    assert isinstance(Length(), OwnScores)
    assert not isinstance(object(), OwnScores)
    own = Length().ask(Variant("c", 3, "A", "ACC"), Variant("c", 3, "A", "ACC")).answer([])
    assert own == Own({"length": 3.0}, {"LEN": "3"})
    assert Own() == Own({}, {})
