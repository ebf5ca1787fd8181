from collections.abc import Callable
from pathlib import Path

import numpy as np
from benchmarks.translation.twins import SETS, by_adjective, interval, read, shares


def test_both_lines_of_a_pair_must_be_right():
    right = np.array([True, True, True, False, False, True, False, False])
    found = shares(right, twins=True)
    assert found["lines"].tolist() == [1.0, 0.5, 0.5, 0.0]
    assert found["both"].tolist() == [1.0, 0.0, 0.0, 0.0]
    assert list(shares(right, twins=False)) == ["lines"]


def test_the_interval_is_over_pairs():
    found = interval(np.array([1.0, 0.5, 0.0, 0.5, 1.0]))
    assert found.score == 0.6
    assert 0.2 <= found.low < 0.6 < found.high <= 1.0


def test_lines_are_counted_by_what_is_said_of_it():
    rows = [{"adj": word} for word in ("wide", "tired", "wide", "old", "wide")]
    right = np.array([True, False, False, True, True])
    assert by_adjective(rows, right) == {"old": (1, 1), "tired": (0, 1), "wide": (2, 3)}


def test_lines_2k_and_2k_less_1_are_twins(dataset: Callable[[str], dict[str, Path]]):
    dataset("twins-en-fr")
    for name in SETS:
        rows = read(name)
        assert all(row["fr"] != row["wrong"] for row in rows)
        if name != "single":
            pairs = list(zip(rows[::2], rows[1::2], strict=True))
            assert all(one["nouns"] == other["nouns"] for one, other in pairs)
            assert all({one["gender"], other["gender"]} == {"f", "m"} for one, other in pairs)
