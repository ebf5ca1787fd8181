import random

import numpy as np
import pytest

from babelix.foreign.spliceai import SpliceAI
from babelix.foreign.splicing.deltas import Delta
from babelix.foreign.splicing.genes import Genes
from babelix.foreign.splicing.scorer import Rules, SpliceScorer
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.gene import Gene
from babelix.genome.region import Region
from babelix.genome.variant import Variant

LENGTH, MIDDLE = 10_501, 5_171
GENES = (
    Gene("PLUS", Region("c", 5_003, 7_919), 1, (Region("c", 5_003, 5_179), Region("c", 5_309, 7_919))),
    Gene("MINUS", Region("c", 1_009, 5_303), -1, (Region("c", 1_009, 5_303),)),
)


@pytest.fixture(scope="module")
def bases():
    return "".join(random.Random(8).choices("ACGT", k=LENGTH))


@pytest.fixture(scope="module")
def scorer(bases, trained_like, tmp_path_factory):
    folder = tmp_path_factory.mktemp("genome")
    (folder / "g.fa").write_text(f">c\n{bases}\n")
    genome = Genome.open(folder / "g.fa", folder)
    genes = Genes(GENES, ContigNames(genome.lengths, None, folder / "g.fa"))
    return SpliceScorer(SpliceAI("random", [trained_like]), genome, genes, Rules(distance=37))


@pytest.mark.slow  # 10,000 bases through a network for each of two genes
@pytest.mark.parametrize(("gone", "added"), [(1, "{other}"), (1, "{ref}TTGCA"), (5, "{ref}"), (71, "{ref}")])
def test_incremental_is_full_on_both_strands(scorer, bases, gone, added):
    ref = bases[MIDDLE - 1 : MIDDLE - 1 + gone]
    alt = added.format(ref=ref[0], other="CA"[ref[0] == "C"])
    variant = Variant("c", MIDDLE, ref, alt)
    for gene in GENES:
        for ours, full in zip(
            scorer.probabilities(variant, gene), scorer.probabilities_in_full(variant, gene), strict=True
        ):
            assert np.abs(ours - full).max() < 1e-5
        reference, alternative = scorer.probabilities(variant, gene)
        assert reference.shape == (75, 2)
        assert alternative.shape == (75 + len(alt) - gone, 2)
    assert [each.symbol for each in scorer.records(variant)] == ["PLUS", "MINUS"]


@pytest.mark.slow
def test_no_score_depends_on_what_was_scored_before(scorer, bases):
    first = Variant("c", MIDDLE, bases[MIDDLE - 1], "ACGT"[bases[MIDDLE - 1] == "A"])
    alone = scorer.records(first)
    for position in (MIDDLE - 31, MIDDLE + 80, MIDDLE + 3):
        scorer.records(Variant("c", position, bases[position - 1], bases[position - 1] + "G"))
    assert scorer.records(first) == alone


@pytest.mark.slow
def test_bases_outside_the_gene_are_not_read(scorer, bases):
    """The reference of the gene on the plus strand begins at base 5,003: what lies before it may be anything."""
    begin = 5_003 - 11
    assert scorer._bases(GENES[0], begin, begin + 17).tobytes().decode() == "N" * 11 + bases[5_003:5_009]
    assert scorer._bases(GENES[0], 7_915, 7_923).tobytes().decode() == bases[7_915:7_919] + "NNNN"


def test_what_has_no_scores(scorer, bases):
    def ref(position, count):
        return bases[position - 1 : position - 1 + count]

    assert scorer.records(Variant("c", 9, ref(9, 1), "ACG")) == []
    assert scorer.skips(Variant("c", 9, ref(9, 1), "ACG")) == "near_end"
    assert scorer.skips(Variant("c", MIDDLE, ref(MIDDLE, 75), "A")) == "long_ref"
    assert scorer.records(Variant("c", MIDDLE, ref(MIDDLE, 2), "TTT"), "ttt") == [
        Delta("ttt", "PLUS"),
        Delta("ttt", "MINUS"),
    ]
