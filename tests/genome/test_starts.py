from babelix.genome.gene import Gene, Transcript
from babelix.genome.region import Region
from babelix.genome.starts import Start, Starts


def test_starts_between_two_bases():
    def gene(name, start, end, strand, chrom="c"):
        place = Region(chrom, start, end)
        return Gene(name, place, strand, (), (Transcript(name, place),))

    starts = Starts(
        [
            gene("b", 7, 19, 1),
            gene("a", 7, 11, 1),
            gene("m", 2, 11, -1),
            gene("u", 7, 9, 0),
            gene("d", 7, 9, 1, "d"),
        ]
    )
    assert starts.within("c", 7, 11) == [Start(7, "a"), Start(7, "b"), Start(10, "m")]
    assert starts.within("c", 8, 10) == []
    assert starts.within("c", 10, 11) == [Start(10, "m")]
    assert starts.within("d", 0, 99) == [Start(7, "d")]
    assert starts.within("e", 0, 99) == []
