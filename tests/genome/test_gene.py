from babelix.genome.gene import Gene, Transcript
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
