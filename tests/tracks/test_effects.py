import numpy as np
import pytest

from babelix.genome.contigs import Genome
from babelix.genome.variant import Variant
from babelix.tracks.effects import Effect, effect, stitched

# Three bins of A, C and T, then G; bins of 4 bases.
BASES = "GGGGGGGG" + "ACTA" + "CATC" + "TACA" + "GGGGGGGGGGGG"


@pytest.fixture
def genome(tmp_path):
    (tmp_path / "g.fa").write_text(f">c\n{BASES}\n")
    return Genome.open(tmp_path / "g.fa", tmp_path)


def test_a_substitution_is_counted_in_its_bin(g_counter, genome):
    found = effect(g_counter, genome, Variant("c", 14, "A", "G"), g_counter.geometry, [0])
    scores = found.scores()
    # The window of 28 bases begins 13 before base 13, its first bin 4 later.
    assert found.first == 4
    assert scores["sad"].tolist() == scores["max"].tolist() == scores["l2"].tolist() == [1.0]
    assert scores["sar"].tolist() == [1.0]  # log2(2 / 1)
    assert scores["null_l2"].tolist() == [0.0]
    back = effect(g_counter, genome, Variant("c", 25, "G", "T"), g_counter.geometry, [0]).scores()
    assert back["sad"].tolist() == back["max"].tolist() == [-1.0]


@pytest.mark.parametrize("variant", [Variant("c", 13, "CA", "C"), Variant("c", 14, "A", "ACT")])
def test_an_indel_moves_nothing_beside_it(g_counter, genome, variant):
    """A deletion in a bin without G, with G beyond: stitched nothing changes; unaligned it would have seemed to."""
    scores = effect(g_counter, genome, variant, g_counter.geometry, [0]).scores()
    assert scores["sad"].tolist() == scores["l2"].tolist() == [0.0]
    assert scores["null_l2"][0] > 0


def test_bins_left_right_and_touched():
    left, right = np.zeros((5, 1)), np.full((5, 1), 2.0)
    # Bins at 0, 4, 8, 12, 16; bases 7 and 8 are deleted: two bins are touched.
    assert stitched(left, right, 0, 4, Variant("c", 8, "AC", "")).ravel().tolist() == [0, 1, 1, 2, 2]
    # An insertion between two bins touches none, inside a bin one.
    assert stitched(left, right, 0, 4, Variant("c", 9, "", "AC")).ravel().tolist() == [0, 0, 2, 2, 2]
    assert stitched(left, right, 0, 4, Variant("c", 10, "", "AC")).ravel().tolist() == [0, 0, 1, 2, 2]


def test_what_falls_below_zero_has_no_ratio_and_another_track_keeps_its_own():
    reference, alternative = np.array([[1.0, 1.0], [-1.0, 3.0]]), np.array([[4.0, 3.0], [3.0, 3.0]])
    scores = Effect(0, 1, reference, alternative, reference).scores()
    assert {name: value.tolist() for name, value in scores.items() if name != "sar"} == {
        "sad": [7.0, 2.0], "l2": [5.0, 2.0], "max": [4.0, 2.0], "null_l2": [0.0, 0.0]
    }  # fmt: skip
    assert np.isnan(scores["sar"][0])
    assert scores["sar"][1] == 1  # log2(4 / 2)


def test_the_three_bins_at_a_base():
    rows = np.arange(10.0).reshape(5, 2)
    found = Effect(100, 4, rows, rows + 1, rows)
    three = found.at(108)
    assert three is not None
    assert (three.first, three.reference.tolist()) == (104, rows[1:4].tolist())
    assert three.scores()["sad"].tolist() == [3.0, 3.0]
    # Bins begin at 100, 104, 108, 112, 116.
    assert [base for base in range(90, 130) if found.at(base) is not None] == list(range(104, 116))
