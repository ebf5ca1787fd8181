from babelix.genome.gene import Gene, Transcript, joined
from babelix.genome.region import Region


def test_transcription_begins_at_the_end_that_the_strand_says():
    place = Region("c", 10, 90)
    transcripts = tuple(
        Transcript(name, Region("c", start, end))
        for name, start, end in (("a", 20, 90), ("b", 10, 50), ("c", 20, 70))
    )
    assert Gene("g", place, 1, (), transcripts).starts == (10, 20)
    assert Gene("g", place, -1, (), transcripts).starts == (49, 69, 89)
    assert Gene("g", place, -1).starts == (89,)
    assert Gene("g", place, 0, (), transcripts).starts == ()


def test_a_gene_under_another_name_of_its_contig():
    exon, place = Region("4", 10, 20), Region("4", 10, 90)
    gene = Gene("g", place, 1, (exon,), (Transcript("t", place, (exon,)),))
    moved = gene.on("IV")
    there = (Region("IV", 10, 20),)
    assert moved == Gene("g", Region("IV", 10, 90), 1, there, (Transcript("t", Region("IV", 10, 90), there),))
    assert gene.on("4") is gene


def test_what_touches_is_one_and_a_slip_is_two():
    parts = [
        Region("c", 40, 43),
        Region("c", 10, 20),
        Region("c", 20, 23),
        Region("c", 42, 51),
        Region("c", 44, 47),
    ]
    assert joined(parts) == (Region("c", 10, 23), Region("c", 40, 43), Region("c", 42, 51))
