import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.chromatin.annotation.compare import compare
from babelix.chromatin.segments.segments import of_bins, read_segments


def test_by_hand(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t0\t600\tA\nchr1\t600\t1000\tB\nchr2\t0\t100\tA\n")
    (tmp_path / "b.bed").write_text("chr1\t200\t700\tx\nchr1\t700\t1100\ty\n")
    found = compare(read_segments(tmp_path / "a.bed"), read_segments(tmp_path / "b.bed"))
    assert found.confusion.tolist() == [[400, 0], [100, 300]]
    assert found.matched == ((0, 0), (1, 1))
    assert found.agreement == 700 / 800
    assert found.jaccard[0, 0] == 400 / 500
    assert found.best_jaccard() == {"A=x": 0.8, "B=y": 0.75}
    assert (found.only_first, found.only_second) == (300, 100)


def test_numbers_are_matched_by_bases_unless_asked(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE2\n")
    (tmp_path / "b.bed").write_text("chr1\t0\t600\tE2\nchr1\t600\t1000\tE1\n")
    one, other = read_segments(tmp_path / "a.bed"), read_segments(tmp_path / "b.bed")
    assert compare(one, other, by_name=True).agreement == 0
    assert compare(one, other).agreement == 1
    assert compare(one, one).agreement == 1
    assert compare(one, other).adjusted_rand == 1


def test_strangers_are_refused(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t0\t600\tE1\n")
    (tmp_path / "b.bed").write_text("1\t0\t600\tE2\n")
    with pytest.raises(RequestError, match=r"share no base \(chromosomes chr1 and 1\)"):
        compare(read_segments(tmp_path / "a.bed"), read_segments(tmp_path / "b.bed"))


def test_tables_by_hand(tmp_path):
    (tmp_path / "a.bed").write_text("chr1\t0\t600\tA\nchr1\t600\t1000\tB\n")
    (tmp_path / "b.bed").write_text("chr1\t0\t700\tx\nchr1\t700\t1000\ty\n")
    found = compare(read_segments(tmp_path / "a.bed"), read_segments(tmp_path / "b.bed"))
    assert found.confusion_table() == "first\\second\tx\ty\nA\t600\t0\nB\t100\t300\n"
    # 600 / 700 and 0 / 900; 100 / 1000 and 300 / 400.
    assert found.jaccard_table() == "first\\second\tx\ty\nA\t0.85714\t0.00000\nB\t0.10000\t0.75000\n"


@pytest.mark.slow
def test_adjusted_rand_is_over_bases():
    from sklearn.metrics import adjusted_rand_score

    rng = np.random.default_rng(7)
    left, right = rng.integers(0, 5, 997), rng.integers(0, 3, 997)
    one = of_bins(left, "chr1", 1, tuple("abcde"))
    other = of_bins(right, "chr1", 1, tuple("xyz"))
    assert compare(one, other).adjusted_rand == pytest.approx(adjusted_rand_score(left, right), abs=1e-12)


def test_confusion_of_bins(tmp_path):
    rng = np.random.default_rng(5)
    left, right = (rng.integers(0, 3, 499).astype(np.int32) for _ in range(2))
    names = ("a", "b", "c")
    found = compare(of_bins(left, "z", 11, names), of_bins(right, "z", 11, names))
    expected = np.zeros((3, 3), np.int64)
    np.add.at(expected, (left, right), 11)
    assert (found.confusion == expected).all()
