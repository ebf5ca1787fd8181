from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.decoding import PerSentence
from babelix.decoding.state import check_rows, gather, is_identity, repeat


class Cache(NamedTuple):
    keys: Tensor
    none: None


def tree() -> dict[str, Any]:
    return {
        "list": [torch.arange(3), (torch.arange(6).view(3, 2),)],
        "cache": Cache(torch.arange(30).view(3, 2, 5), None),
        "shared": PerSentence(torch.arange(3)),
    }


def test_every_leaf_of_every_container_is_gathered():
    taken = gather(tree(), torch.tensor([2, 0, 0, 1]))
    assert taken["list"][0].tolist() == [2, 0, 0, 1]
    assert taken["list"][1][0].tolist() == [[4, 5], [0, 1], [0, 1], [2, 3]]
    assert isinstance(taken["cache"], Cache)
    assert taken["cache"].keys.shape == (4, 2, 5)
    assert taken["cache"].none is None
    assert isinstance(taken["shared"], PerSentence)
    assert taken["shared"].value.tolist() == [2, 0, 0, 1]


def test_what_a_sentence_shares_stays_when_sentences_stay():
    state = tree()
    taken = gather(state, torch.tensor([1, 0, 2]), sentences_stay=True)
    assert taken["shared"].value is state["shared"].value
    assert taken["list"][0].tolist() == [1, 0, 2]


def test_repeat_keeps_rows_of_one_sentence_together():
    assert repeat(tree(), 2)["list"][0].tolist() == [0, 0, 1, 1, 2, 2]
    assert repeat(None, 2) is None
    state = tree()
    assert repeat(state, 1) is state


def test_the_identity_is_known():
    assert is_identity(torch.arange(5), 5)
    assert not is_identity(torch.arange(5), 7)
    assert not is_identity(torch.tensor([0, 2, 1]), 3)


def test_wrong_states_are_refused_with_what_they_hold():
    with pytest.raises(RequestError, match="the state holds a int; expected tensors"):
        gather({"position": 3}, torch.tensor([0]))
    with pytest.raises(RequestError, match=r"shape \(3, 2\) where 5 rows"):
        check_rows([torch.zeros(5), torch.zeros(3, 2)], 5)
    with pytest.raises(RequestError, match=r"shape \(\) where 5 rows"):
        check_rows(torch.tensor(5), 5)
