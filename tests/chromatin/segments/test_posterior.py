import numpy as np
import pytest

from babelix.chromatin.segments.posterior import Decoded, five_digits, write_posterior, write_states_by_line

POSTERIOR = np.array([[1.0, 0.0], [0.9995, 0.00051], [0.12344, 0.87656], [1 - 1e-7, 1.2345678e-7]])


def test_chromhmms_four_decimals(tmp_path):
    write_posterior(tmp_path / "p.txt", "one", "chr1", ("E1", "E2"), POSTERIOR)
    assert (tmp_path / "p.txt").read_text() == (
        "one\tchr1\nE1\tE2\n1\t0\n0.9995\t0.0005\n0.1234\t0.8766\n1\t0\n"
    )


def test_five_digits_keep_small_numbers_apart(tmp_path):
    write_posterior(tmp_path / "p.txt", "X", "chr2", ("S1", "S2"), POSTERIOR, five_digits)
    assert (tmp_path / "p.txt").read_text() == (
        "X\tchr2\nS1\tS2\n1\t0\n0.9995\t0.00051\n0.12344\t0.87656\n1\t1.2346e-07\n"
    )


@pytest.mark.slow
def test_blocks_follow_one_another(tmp_path):
    """More bins than are printed at once."""
    values = np.zeros((65_539, 2))
    values[:, 0] = np.arange(len(values)) % 7 / 10
    write_posterior(tmp_path / "p.txt", "one", "chr1", ("E1", "E2"), values)
    shown = [line.split("\t")[0] for line in (tmp_path / "p.txt").read_text().splitlines()[2:]]
    assert shown == [f"{value:g}" for value in values[:, 0]]


def test_states_by_line(tmp_path):
    write_states_by_line(tmp_path / "s.txt", "one", "chr1", Decoded(np.array([1, 0], np.uint16)), "U")
    assert (tmp_path / "s.txt").read_text() == "one\tchr1\nMaxState U\n2\n1\n"
