import numpy as np

from babelix.chromatin.marks.evidence import Reads
from babelix.chromatin.marks.threshold import Rule


class Counted:
    """Counts of every bin of two chromosomes, as a spool gives them."""

    def __init__(self, *chromosomes):
        self._counts = [np.array(each, np.int64) for each in chromosomes]
        self.totals = np.array([each.sum() for each in self._counts])

    def counts(self, code):
        return self._counts[code].copy()


READS = Counted([3, 0, 1, 2], [2, 0])
BINS = (4, 2)


def test_without_control_the_mean_of_all_bins_decides():
    found = Reads([READS], [], BINS, Rule(p_value=0.1), peaks=False)
    found.expect([0, 1])
    # 8 reads in 6 bins: the sum of e^-m m^n / n! passes 0.9 at n = 3.
    assert found.least(0) == Rule(p_value=0.1).threshold(8 / 6) == 3
    found.expect([1])
    assert found.least(1) == Rule(p_value=0.1).threshold(2 / 2) == 2


def test_a_control_by_hand():
    rule = Rule(p_value=0.1, flank=0)
    found = Reads([READS], [Counted([0, 5, 0, 0], [0, 1])], BINS, rule, peaks=False)
    found.expect([0, 1])
    # With a pseudo-count the control is 1 6 1 1 and 1 2: 12 for the 8 reads, so that 2/3 of it is expected.
    assert (
        found.least(0).tolist() == [rule.threshold(mean) for mean in (2 / 3, 4, 2 / 3, 2 / 3)] == [2, 7, 2, 2]
    )
    assert found.least(1).tolist() == [rule.threshold(2 / 3), rule.threshold(4 / 3)]


def test_files_are_pooled_and_peaks_need_one():
    found = Reads([READS, READS], [], BINS, Rule(), peaks=True)
    assert found.values(0).tolist() == [6, 0, 2, 4]
    assert found.least(0) == 1
    assert not Reads([Counted([1], [0])], [], BINS, Rule(), peaks=True).present(1)
