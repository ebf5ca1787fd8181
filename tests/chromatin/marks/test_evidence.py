import numpy as np
import pytest

from babelix.chromatin.marks.evidence import Reads
from babelix.chromatin.marks.spool import Spool
from babelix.chromatin.marks.threshold import Rule

BINS = (4, 2)


@pytest.fixture
def counted(tmp_path):
    """Return a function that makes the spool of one file from its counts in the bins of every chromosome."""

    def make(name, *chromosomes):
        spool = Spool(tmp_path / name, [len(counts) for counts in chromosomes])
        for code, counts in enumerate(chromosomes):
            where = np.repeat(np.arange(len(counts)), counts).astype(np.int32)
            spool.add(np.full(len(where), code, np.int32), where)
        return spool

    return make


@pytest.fixture
def reads(counted):
    return counted("reads", [3, 0, 1, 2], [2, 0])


def test_without_control_the_mean_of_all_bins_decides(reads):
    found = Reads([reads], [], BINS, Rule(p_value=0.1), peaks=False)
    found.expect([0, 1])
    # 8 reads in 6 bins: the sum of e^-m m^n / n! passes 0.9 at n = 3.
    assert found.least(0) == Rule(p_value=0.1).threshold(8 / 6) == 3
    found.expect([1])
    assert found.least(1) == Rule(p_value=0.1).threshold(2 / 2) == 2


def test_a_control_by_hand(reads, counted):
    rule = Rule(p_value=0.1, flank=0)
    found = Reads([reads], [counted("control", [0, 5, 0, 0], [0, 1])], BINS, rule, peaks=False)
    found.expect([0, 1])
    # With a pseudo-count the control is 1 6 1 1 and 1 2: 12 for the 8 reads, so that 2/3 of it is expected.
    assert np.array_equal(found.least(0), [rule.threshold(mean) for mean in (2 / 3, 4, 2 / 3, 2 / 3)])
    assert np.array_equal(found.least(0), [2, 7, 2, 2])
    assert np.array_equal(found.least(1), [rule.threshold(2 / 3), rule.threshold(4 / 3)])


def test_files_are_pooled_and_peaks_need_one(reads, counted):
    found = Reads([reads, counted("more", [3, 0, 1, 2], [2, 0])], [], BINS, Rule(), peaks=True)
    assert found.values(0).tolist() == [6, 0, 2, 4]
    assert found.least(0) == 1
    assert not Reads([counted("none", [1], [0])], [], BINS, Rule(), peaks=True).present(1)
