import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.tracks.learning.scan import found_at, found_within


def bases(text):
    return np.frombuffer(text.encode(), np.uint8)


def test_both_strands_and_overlaps_are_found():
    #                       0123456789012345
    assert found_at(bases("TTACCCGAACGGGTAA"), "TTACCCG") == [0, 9]
    assert found_at(bases("aaaTA"), "AA") == [0, 1]
    assert found_at(bases("CGTAAACCCAG"), "CGTN2ACC".replace("2", "N")) == [0]


def test_bins_near_the_middle_of_an_occurrence():
    text = "A" * 13 + "GGC" + "A" * 16
    # The middle is base 14; two bases to either side are 12 to 16: bins 3 and 4.
    assert found_within(bases(text), "GGC", 4, 2).tolist() == [0, 0, 0, 1, 1, 0, 0, 0]


@pytest.mark.parametrize("consensus", ["", "TTXC"])
def test_other_letters_are_refused(consensus):
    with pytest.raises(RequestError, match="expected letters of ACGT"):
        found_at(bases("ACGT"), consensus)
