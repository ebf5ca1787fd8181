import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.breakdown.motif_sites import site_threshold
from babelix.enrichment.breakdown.motifs import Sites, chosen_motif, factor_sites
from babelix.genome.motifs.motif import Motif
from babelix.genome.variant import Variant


def sure(name, word):
    return Motif(name, np.array([[float(letter == each) for each in "ACGT"] for letter in word]))


def test_a_motif_is_chosen_by_name_or_by_a_part_that_one_has():
    motifs = [sure("C1:CTCF:zinc", "ACGTA"), sure("C2:CTCFL", "TTTTT"), sure("CTC", "GGGGG")]
    assert chosen_motif("X=CTC", motifs) == ("X", motifs[2])
    assert chosen_motif("CTCF=zinc", motifs)[1] is motifs[0]
    assert chosen_motif("X=MA1", [sure("MA10 b", "ACG"), sure("MA1 a", "ACG")])[1].name == "MA1 a"
    with pytest.raises(RequestError, match=r"2 motifs are called so, C1:CTCF:zinc, C2:CTCFL; name one"):
        chosen_motif("CTCF=ctcf", motifs)
    with pytest.raises(
        RequestError, match=r"the file has 3 motifs, none of them called CTX; did you mean 'CTC'"
    ):
        chosen_motif("CTCF=CTX", motifs)
    with pytest.raises(RequestError, match="expected FACTOR=NAME"):
        chosen_motif("CTCF", motifs)


def test_sites_are_lost_and_gained_by_hand():
    motif, contig = sure("M", "ACGTA"), "TTTTTACGTATTTTTACGGATTTTT"
    read = lambda _, start, end: np.frombuffer(contig[max(start, 0) : end].encode(), np.uint8)  # noqa: E731
    variants = {
        3: Variant("c", 8, "G", "C"),  # in the site
        5: Variant("c", 19, "G", "T"),  # makes the second word one
        7: Variant("c", 2, "T", "A"),  # far from both
        11: Variant("c", 8, "G", "GG"),  # a base more in the site
    }
    found, each = factor_sites("F", motif, read, variants, Sites(p=0.001))
    assert {number: fate for number, (fate, _) in each.items()} == {
        3: "lost",
        5: "gained",
        7: "no site",
        11: "lost",
    }
    assert (found.factor, found.motif, found.variants) == ("F", "M", 4)
    assert found.threshold == site_threshold(motif, 0.001)
    assert {fate: count for fate, count in found.fates.items() if count} == {
        "lost": 2,
        "gained": 1,
        "no site": 1,
    }
    assert each[3][1] == pytest.approx(-each[5][1])


@pytest.mark.parametrize(
    ("p", "bits", "said"), [(0, 1, "`motif_p` 0"), (1, 1, "`motif_p`"), (0.1, 0, "`motif_bits` 0")]
)
def test_settings_that_mean_nothing_are_refused(p, bits, said):
    with pytest.raises(RequestError, match=said):
        Sites(p, bits)
