import numpy as np
import pytest

from babelix.genome.motifs.motif import PSEUDOCOUNT, Motif, MotifScanner
from babelix.genome.sequence import one_hot, reverse_complement
from babelix.genome.variant import Variant


def bases(text):
    return np.frombuffer(text.encode(), np.uint8)


@pytest.fixture
def matrices():
    generator = np.random.default_rng(5)
    return [Motif(f"m{width}", generator.dirichlet(np.ones(4), width)) for width in (3, 7, 5, 3)]


def naive(motif, text):
    """Odds of every site multiplied out, letter by letter, on both strands."""
    total = 0.0
    for side in (text, reverse_complement(bases(text)).tobytes().decode()):
        for start in range(len(side) - len(motif.probabilities) + 1):
            odds = 1.0
            for place, row in enumerate(motif.probabilities):
                letter = side[start + place]
                if letter != "N":
                    odds *= (row["ACGT".index(letter)] + PSEUDOCOUNT / 4) / (1 + PSEUDOCOUNT) / 0.25
            total += odds
    return np.log2(total)


def test_log_odds_by_hand():
    odds = Motif("m", np.array([[1.0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]])).log_odds()
    assert odds[0] == pytest.approx([np.log2(4.01 / 1.01), *[np.log2(0.01 / 1.01)] * 3])
    assert odds[1] == pytest.approx(np.zeros(4))


def test_occupancy_sums_the_odds_of_every_site(matrices):
    text = "ACGTTGCNACCGTAGA"
    found = MotifScanner(matrices).occupancy(one_hot(bases(text)))
    assert found == pytest.approx([naive(motif, text) for motif in matrices], rel=1e-5)


def test_both_strands_are_alike(matrices):
    scanner = MotifScanner(matrices)
    text = bases("ACGTTGCAACCGTAGA")
    there, back = (scanner.occupancy(one_hot(each)) for each in (text, reverse_complement(text)))
    assert there == pytest.approx(back, rel=1e-5)


def test_the_motif_that_changes_most_is_told_with_its_sign(matrices):
    scanner = MotifScanner(matrices)
    before, after = "ACGTTGCAACCGTAGA", "ACGTTGCTACCGTAGA"
    change, name = scanner.change(one_hot(bases(before)), one_hot(bases(after)))
    expected = {motif: naive(motif, after) - naive(motif, before) for motif in matrices}
    most = max(expected, key=lambda motif: abs(expected[motif]))
    assert name == most.name
    assert change == pytest.approx(expected[most], rel=1e-4)
    opposite, _ = scanner.change(one_hot(bases(after)), one_hot(bases(before)))
    assert opposite == -change


def test_a_motif_wider_than_the_stretch_is_left_out(matrices):
    scanner = MotifScanner(matrices)
    assert np.isinf(scanner.occupancy(one_hot(bases("ACGT")))).tolist() == [False, True, True, False]
    assert scanner.change(one_hot(bases("AC")), one_hot(bases("AG"))) == (0.0, "")
    assert scanner.change(one_hot(bases("ACGTA")), one_hot(bases("ACGTA"))) == (0.0, "")


@pytest.mark.parametrize(
    ("variant", "before", "after"),
    [
        (Variant("c", 9, "A", "T"), "CAACC", "CATCC"),
        (Variant("c", 8, "AA", "A"), "GCAAC", "GCAC"),
        (Variant("c", 1, "A", "T"), "NNACG", "NNTCG"),
    ],
)
def test_motifs_are_looked_for_two_bases_to_either_side(matrices, variant, before, after):
    held = bases("NNNACGTTGCAACC")
    change, _ = MotifScanner(matrices[:1]).change_at(
        lambda chrom, start, end: held[start + 3 : end + 3], variant, 2
    )
    expected = naive(matrices[0], after) - naive(matrices[0], before)
    assert change == pytest.approx(expected, rel=1e-4)
