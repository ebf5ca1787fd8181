import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.ranks import Rank, rank_in


def test_torchruns_words_are_read_and_without_them_a_process_is_alone():
    assert rank_in({"RANK": "3", "WORLD_SIZE": "5", "LOCAL_RANK": "1"}) == Rank(3, 5, 1)
    assert rank_in({"RANK": "3", "WORLD_SIZE": "5"}) == Rank(3, 5, 0)
    assert rank_in({}) == rank_in({"RANK": "0", "WORLD_SIZE": "1"}) == rank_in({"WORLD_SIZE": "5"}) == Rank()
    assert Rank().first
    assert not Rank(3, 5).first


@pytest.mark.parametrize(("rank", "of"), [("x", "2"), ("0", "two"), ("2", "2"), ("-1", "2")])
def test_what_contradicts_itself_is_refused(rank, of):
    with pytest.raises(RequestError) as refused:
        rank_in({"RANK": rank, "WORLD_SIZE": of}, ", or else", "other")
    assert str(refused.value) == (
        f"RANK {rank!r} of WORLD_SIZE {of!r}: expected a number below the other, as torchrun sets them; unset both, or "
        "else"
    )
    assert refused.value.setting == ("other",)


@pytest.mark.parametrize(("rows", "of"), [(17, 3), (2, 5), (0, 2), (7, 1)])
def test_parts_are_all_rows_each_once_and_as_many_but_for_one(rows, of):
    parts = [Rank(number, of).part(np.arange(rows)) for number in range(of)]
    assert sorted(np.concatenate(parts).tolist()) == list(range(rows))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_rows_are_dealt_so_that_sorted_ones_are_of_like_length():
    assert Rank(1, 3).part(np.arange(11)).tolist() == [1, 4, 7, 10]
