import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.ground import settle

SIZES = {"chr1": 100, "chr2": 50, "chrX": 30, "chrM": 7}
PRESENT = {"a": np.array([1, 1, 1, 0], bool), "b": np.array([1, 0, 1, 0], bool)}


def test_only_chromosomes_of_all_annotations_count_and_the_others_are_named():
    found = settle(SIZES, PRESENT)
    assert (found.bases(), dict(found.codes)) == (130, {"chr1": 0, "chrX": 2})
    assert dict(found.left_out) == {"chr2": "no element in b", "chrM": "no element in any annotation"}


def test_autosomes_and_all():
    assert dict(settle(SIZES, PRESENT, autosomes=True).sizes) == {"chr1": 100}
    assert settle(SIZES, PRESENT, autosomes=True).left_out["chrX"] == "not an autosome"
    assert settle(SIZES, PRESENT, every=True).bases() == 187


def test_bases_of_gaps_do_not_count(laid):
    ground = laid("chr1\t0\t9\n", gaps="chr1\t10\t20\nchr1\t15\t30\nchrX\t0\t31\n").ground
    assert dict(ground.sizes) == {"chr1": 77, "chr2": 53}
    assert dict(ground.left_out) == {"chrX": "all of it is a gap"}


def test_nothing_left_is_told():
    with pytest.raises(
        RequestError, match=r"no chromosome that has a number for a name has an element of every .*\(a, b"
    ):
        settle({"chrX": 9}, {name: np.ones(1, bool) for name in "ab"}, autosomes=True)
