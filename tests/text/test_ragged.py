import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.text.ragged import Ragged

ROWS = st.lists(st.lists(st.integers(1, 97), max_size=7), max_size=11)


@given(ROWS)
def test_rows_come_back_with_their_lengths(rows):
    found = Ragged.of(rows)
    assert (list(found), len(found), found.lengths.tolist()) == (rows, len(rows), [len(row) for row in rows])


@given(ROWS.filter(bool), st.data())
def test_rows_are_taken_in_any_order_more_than_once(rows, data):
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=13))
    assert list(Ragged.of(rows).take(np.array(chosen, dtype=np.int64))) == [rows[i] for i in chosen]


@given(st.lists(ROWS, max_size=5))
def test_joined_is_one_after_the_other(parts):
    assert list(Ragged.joined([Ragged.of(rows) for rows in parts])) == [row for rows in parts for row in rows]


@given(ROWS)
def test_padding_is_what_a_loop_would_do(rows):
    for first, last in ((None, None), (1, None), (None, 2), (1, 2)):
        full = [[*([first] if first else []), *row, *([last] if last else [])] for row in rows]
        longest = max(map(len, full), default=int(bool(first)) + int(bool(last)))
        expected = [row + [0] * (longest - len(row)) for row in full]
        assert Ragged.of(rows).padded(first=first, last=last).tolist() == expected


@pytest.mark.parametrize("rows", [[[3, 5], [7]]])
def test_ids_are_small_and_padded_rows_wide_enough_for_torch(rows):
    found = Ragged.of(rows)
    assert found.values.dtype == np.dtype(np.int32)
    assert found.padded().dtype == np.dtype(np.int64)
