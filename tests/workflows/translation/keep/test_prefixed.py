from typing import Any

import numpy as np
import pytest
import torch

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.decoding.phrases import Words
from babelix.text import END
from babelix.transformer import Transformer
from babelix.workflows.translation.keep.prefixed import beginning
from babelix.workflows.translation.search import Searcher, Wide, by_beam

WORDS = Words(np.zeros(31, bool), np.zeros(31, bool))


def searcher(furthest: int) -> Searcher:
    torch.manual_seed(7)
    numbers: dict[str, Any] = {"d_ff": 23, "heads": 2, "encoder_layers": 1, "decoder_layers": 1}
    model = Transformer(31, d_model=14, **numbers, dropout=0.0, max_length=furthest).eval()
    return Searcher(model, precision=torch.float32, cache=True)


def test_each_begins_as_its_own_prefix_says_and_one_that_ends_is_all() -> None:
    plain = by_beam(beam=2, alpha=0.6, n=1, forbidden=(0, 1, 3))
    search = beginning(plain, [[11, 13], [17, END], []], WORDS, 11)
    assert isinstance(search, Wide)
    assert (search.width, search.plain) == (2, None), "no engine searches what begins as told"
    found = [row[0].tokens for row in searcher(11).find([[5], [7, 9], [5]], search, 2, silent)]
    assert (found[0][:2], found[1]) == ((11, 13), (17,))


def test_a_prefix_that_leaves_no_room_is_refused() -> None:
    search = by_beam(beam=2, alpha=0.6, n=1, forbidden=())
    with pytest.raises(
        RequestError, match="`prefix` has 7 subwords where this model writes at most 6; shorten it"
    ):
        beginning(search, [[5] * 7], WORDS, 7)
