import pytest
from benchmarks.enrichment.consequences import answers, as_gtf, cases

from babelix.base.errors import TaskError
from babelix.enrichment.breakdown.consequences import consequences
from babelix.genome.contigs import Genome
from babelix.genome.formats.genes import read_genes
from babelix.genome.gene import Gene, Transcript
from babelix.genome.region import Region
from babelix.genome.variant import Variant

# Cases whose words are another version's, or whose file has no rows of UTRs; the benchmark prints them.
OTHER_WORDS = (
    "EDUMMY0003/long-del",
    "ENST00000263103-INS/insertions",
    "ENST00000318249.2/synonymous-start-lost",
    "ENST00000368801/compound-lost",
    "ENST00000375992/incorrect-synon-del-not-start-lost",
    "ENST00000479739/short-cds-start-lost",
    "ENST00000573314/incorrect-insertion-overlap",
)
# UTR, ATG AAA CCC AAA CCC AAA CCC, an intron of 64 bases, GGG GTT AAT: the stop is TAA over the last two.
CONTIG = "T" * 50 + "ATGAAACCCAAACCCAAACCC" + "GT" + "A" * 60 + "AG" + "GGGGTTTAA" + "T" * 50


@pytest.fixture
def genome(tmp_path):
    (tmp_path / "g.fa").write_text(f">c\n{CONTIG}\n")
    return Genome.open(tmp_path / "g.fa", tmp_path / "cache")


def gene(name="G", transcript="T1", start=50):
    """Two exons, 40 to 71 and 135 to 160, coded from `start` to 144."""
    exons = (Region("c", 40, 71), Region("c", 135, 160))
    coding = (Region("c", start, 71), Region("c", 135, 144))
    place = Region("c", 40, 160)
    return Gene(name, place, 1, exons, (Transcript(transcript, place, exons, coding),))


def kinds(found):
    return [[(each.kinds[0], each.gene, each.transcript, each.change) for each in one] for one in found]


def test_substitutions_by_hand(genome):
    variants = [
        Variant("c", 54, "A", "G"),  # AAA to GAA
        Variant("c", 56, "A", "G"),  # AAA to AAG
        Variant("c", 54, "A", "T"),  # AAA to TAA
        Variant("c", 51, "A", "C"),  # the start
        Variant("c", 72, "G", "C"),  # the first base of the intron
        Variant("c", 45, "T", "C"),
        Variant("c", 100, "A", "C"),
        Variant("c", 9, "T", "C"),
    ]
    assert kinds(consequences(variants, [gene()], genome)) == [
        [("missense", "G", "T1", "2K>2E")],
        [("synonymous", "G", "T1", "2K")],
        [("stop_gained", "G", "T1", "2K>2*")],
        [("start_lost", "G", "T1", "1M>1L")],
        [("splice_donor", "G", "T1", "")],
        [("5_prime_utr", "G", "T1", "")],
        [("intron", "G", "", "")],
        [],
    ]


def test_answers_come_in_the_order_asked_for_and_the_worst_first(genome):
    variants = [
        Variant("c", 64, "C", "A"),
        Variant("c", 56, "A", "G"),
    ]  # CCC to CAC; of a frame begun at 63 CCA to ACA
    found = consequences(variants, [gene("H", "T2", 63), gene()], genome)
    assert [[(each.kinds[0], each.gene, each.change) for each in one] for one in found] == [
        [("missense", "G", "5P>5H"), ("missense", "H", "1P>1T")],
        [("synonymous", "G", "2K"), ("5_prime_utr", "H", "")],
    ]


def changes(genome, genotypes):
    both = [Variant("c", 54, "A", "C"), Variant("c", 55, "A", "C")]  # CAA Q, ACA T; together CCA P
    return [{each.change for each in one} for one in consequences(both, [gene()], genome, genotypes)]


def test_one_copy_is_read_together_and_two_copies_apart(genome):
    assert changes(genome, None) == [{"2K>2Q"}, {"2K>2T"}]
    assert changes(genome, ["1|0", "1|0"]) == [{"2K>2P"}, {"2K>2P"}]
    assert changes(genome, ["1|0", "0|1"]) == [{"2K>2Q"}, {"2K>2T"}]


def test_what_is_not_phased_stands_alone(genome):
    assert changes(genome, ["0/1", "0/1"]) == [{"2K>2Q"}, {"2K>2T"}]
    assert changes(genome, ["1/1", "1/1"]) == [{"2K>2P"}, {"2K>2P"}]
    assert changes(genome, ["./1", "0|1"]) == [{"2K>2Q"}, {"2K>2T"}]


def test_another_allele_on_the_other_copy_lends_nothing(genome):
    variants = [Variant("c", 54, "A", "C"), Variant("c", 54, "A", "T"), Variant("c", 55, "A", "G")]
    found = consequences(variants, [gene()], genome, ["1|0", "0|1", "1|0"])
    assert [[(each.kinds[0], each.change) for each in one] for one in found] == [
        [("missense", "2K>2R")],
        [("stop_gained", "2K>2*")],
        [("missense", "2K>2R")],
    ]


def test_a_gene_without_exons_is_no_matter(genome):
    bare = Gene("P", Region("c", 40, 160), 1, (), (Transcript("", Region("c", 40, 160)),))
    found = consequences([Variant("c", 54, "A", "G")], [bare], genome)
    assert found == [()]


def test_what_bcftools_refuses_is_told_in_its_words(genome):
    with pytest.raises(TaskError, match=r"bcftools csq: \S+"):
        consequences([Variant("c", 54, "C", "G")], [gene()], genome)


@pytest.mark.slow
@pytest.mark.figure
def test_some_of_bcftools_own_cases_by_gff3_and_by_gtf(dataset, tmp_path):
    """All of them: `python -m benchmarks.enrichment.consequences`."""
    compared = 0
    for number, case in enumerate(cases(tmp_path, dataset("csq-cases")["cases"])):
        if number % 11 != 1 or case.name in OTHER_WORDS:
            continue
        found = answers(case, case.genes, tmp_path / "cache")
        for said, expected in zip(found, case.expected, strict=True):
            assert expected is None or said == expected, case.name
            compared += expected is not None
        through = as_gtf(tmp_path / "genes.gtf", read_genes(case.genes))
        assert answers(case, through, tmp_path / "cache") == found
    assert compared > 7
