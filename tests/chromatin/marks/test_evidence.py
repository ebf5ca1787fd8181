import numpy as np
import pytest
from numpy.typing import NDArray

from babelix.chromatin.marks.evidence import MeanSignal, ReadCounts
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
    found = ReadCounts([reads], [], BINS, Rule(p_value=0.1), peaks=False)
    found.expect([0, 1])
    # 8 reads in 6 bins: the sum of e^-m m^n / n! passes 0.9 at n = 3.
    assert found.least(0) == Rule(p_value=0.1).threshold(8 / 6) == 3
    found.expect([1])
    assert found.least(1) == Rule(p_value=0.1).threshold(2 / 2) == 2


def test_beside_controls_a_mark_without_one_has_an_empty_one(reads):
    """The pseudo-count alone, summed over a bin and its neighbours: 2, 3, 3, 2 on the first chromosome, 10 in all."""
    rule = Rule(p_value=0.1, flank=1)
    found = ReadCounts([reads], [], BINS, rule, peaks=False)
    found.beside_controls()
    found.expect([0])
    assert not found.has_control
    assert found.least(0).tolist() == [rule.threshold(6 / 10 * n) for n in (2, 3, 3, 2)]


def test_a_control_by_hand(reads, counted):
    rule = Rule(p_value=0.1, flank=0)
    found = ReadCounts([reads], [counted("control", [0, 5, 0, 0], [0, 1])], BINS, rule, peaks=False)
    found.expect([0, 1])
    # With a pseudo-count the control is 1 6 1 1 and 1 2: 12 for the 8 reads, so that 2/3 of it is expected.
    assert np.array_equal(found.least(0), [rule.threshold(mean) for mean in (2 / 3, 4, 2 / 3, 2 / 3)])
    assert np.array_equal(found.least(0), [2, 7, 2, 2])
    assert np.array_equal(found.least(1), [rule.threshold(2 / 3), rule.threshold(4 / 3)])


def test_the_control_is_summed_over_its_neighbours(reads, counted):
    """The control 0 5 0 0 plus 1, summed over a bin on either side: 7 8 8 2; 6 reads over those 25."""
    rule = Rule(p_value=0.1, flank=1)
    found = ReadCounts([reads], [counted("control", [0, 5, 0, 0], [0, 1])], BINS, rule, peaks=False)
    found.expect([0])
    assert found.least(0).tolist() == [rule.threshold(6 / 25 * each) for each in (7, 8, 8, 2)]
    assert len(set(found.least(0).tolist())) > 1


def test_files_are_pooled_and_peaks_need_one(reads, counted):
    found = ReadCounts([reads, counted("more", [3, 0, 1, 2], [2, 0])], [], BINS, Rule(), peaks=True)
    assert found.values(0).tolist() == [6, 0, 2, 4]
    assert found.least(0) == 1
    assert not ReadCounts([counted("none", [1], [0])], [], BINS, Rule(), peaks=True).present(1)


class Track:
    """A signal of one chromosome."""

    def __init__(self, chrom: str, values: list[float]) -> None:
        self.chroms: tuple[str, ...] = (chrom,)
        self._values = np.array(values)

    def bins(self, chrom: str) -> NDArray[np.float64]:
        return self._values if chrom in self.chroms else np.full(len(self._values), np.nan)


def test_signals_are_averaged_where_there_are_data():
    tracks = [Track("a", [1.0, np.nan, np.nan]), Track("a", [4.0, 3.0, np.nan])]
    found = MeanSignal(tracks, ["a", "b"], Rule())
    assert (found.present(0), found.present(1)) == (True, False)
    np.testing.assert_array_equal(found.values(0), [2.5, 3.0, np.nan])
    found.expect([0])  # 5.5 over three bins, the one without data among them
    assert found.least(0) == Rule().threshold(5.5 / 3) != Rule().threshold(5.5 / 2)


def test_a_signal_below_zero_expects_nothing():
    found = MeanSignal([Track("a", [-3.0, 1.0])], ["a"], Rule())
    found.expect([0])
    assert found.least(0) == 1
