import numpy as np
import pytest

from babelix.genome.motifs.counted import best_alignment, by_label, motif_of
from babelix.genome.motifs.motif import Motif


def test_letters_are_counted_at_each_place():
    motif = motif_of("m", ["ACG", "ACT", "AGT", "CGT"])
    assert motif.probabilities.tolist() == [[0.75, 0.25, 0, 0], [0, 0.5, 0.5, 0], [0, 0, 0.25, 0.75]]
    assert (motif.name, motif.sites) == ("m", 4)


def test_each_name_has_its_own():
    found = by_label(["AA", "CC", "AC"], ["y", "x", "y"])
    assert list(found.items()) == [("x", ["CC"]), ("y", ["AA", "AC"])]


def test_the_best_place_and_strand_by_hand():
    """ACG and its other strand CGT: two bits less a little for every letter that fits."""
    motif = motif_of("m", ["ACG"])
    fits, misses = np.log2(4.01 / 1.01), np.log2(0.01 / 1.01)
    assert best_alignment(motif, "TTACGTT") == pytest.approx(3 * fits)
    assert best_alignment(motif, "TTCGTAA") == pytest.approx(3 * fits)
    assert best_alignment(motif, "CG") == pytest.approx(2 * fits)
    assert best_alignment(motif, "TTT") == pytest.approx(fits + 2 * misses)
    assert best_alignment(Motif("n", np.full((2, 4), 0.25)), "ACG") == pytest.approx(0)
