import numpy as np
import pytest

from babelix.enrichment.breakdown.called import read_called
from babelix.enrichment.breakdown.places import PLACES, Places
from babelix.genome.formats.genes import read_genes
from babelix.genome.gene import Gene, Transcript
from babelix.genome.interval import Intervals
from babelix.genome.region import Region


def regions(*ends):
    return tuple(Region("c", start, end) for start, end in ends)


def gene(exons, coding=()):
    place = Region("c", exons[0][0], exons[-1][1])
    transcript = Transcript("t", place, regions(*exons), regions(*coding))
    return Gene("g", place, 1, transcript.exons, (transcript,))


def named(places, positions, chrom="c"):
    return [PLACES[each] for each in places.of([chrom] * len(positions), np.array(positions, np.int64))]


def test_every_place_of_a_gene_by_hand():
    places = Places.of_genes([gene([(10, 20), (30, 43)], [(17, 20), (30, 35)])])
    positions = [9, 10, 16, 17, 19, 20, 21, 22, 27, 28, 29, 30, 34, 35, 42, 43]
    assert named(places, positions) == [
        "intergenic",
        *["UTR"] * 2,
        *["coding"] * 2,
        *["splice"] * 2,
        *["intron"] * 2,
        *["splice"] * 2,
        *["coding"] * 2,
        *["UTR"] * 2,
        "intergenic",
    ]
    assert named(places, [17], "other") == ["intergenic"]


def test_what_codes_in_one_transcript_is_coding_though_others_skip_it():
    first, second = gene([(0, 7), (20, 31)]), gene([(0, 31)], [(5, 11)])
    assert named(Places.of_genes([first, second]), [3, 6, 8, 12, 25]) == [
        "UTR",
        "coding",
        "coding",
        "UTR",
        "UTR",
    ]
    assert named(Places.of_genes([first]), [3, 8, 12, 25]) == [
        "noncoding exon",
        "splice",
        "intron",
        "noncoding exon",
    ]


def test_an_intron_shorter_than_two_sites_is_all_site():
    assert named(Places.of_genes([gene([(0, 5), (8, 13)])]), [4, 5, 6, 7, 8]) == [
        "noncoding exon",
        *["splice"] * 3,
        "noncoding exon",
    ]


def test_exons_and_whole_genes_know_no_coding():
    places = Places.of_intervals(Intervals.of([("c", 10, 20)]), Intervals.of([("c", 5, 31)]))
    assert named(places, [4, 5, 12, 30, 31]) == ["intergenic", "intron", "exon", "intron", "intergenic"]
    assert places.names == ("exon", "intron", "intergenic")


@pytest.mark.slow
@pytest.mark.figure
def test_the_chr22_slice_by_refseq(dataset):
    called = read_called(dataset("chr22-1000genomes")["vcf"])
    places = Places.of_genes(read_genes(dataset("genes-chr22")["transcripts"]))
    found = places.of([f"chr{name}" for name in called.chrom], called.position - 1)
    counts = {name: int((found == index).sum()) for index, name in enumerate(PLACES)}
    assert counts == {
        "coding": 928,
        "UTR": 416,
        "noncoding exon": 6,
        "exon": 0,
        "splice": 4,
        "intron": 6125,
        "intergenic": 2897,
    }
