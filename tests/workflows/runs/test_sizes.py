from typing import Any

import pytest

from babelix.base.errors import RequestError
from babelix.transformer import SIZES
from babelix.workflows.runs.settings import NetworkSettings
from babelix.workflows.runs.sizes import check_length, named_sizes, resolve_size

OWN: dict[str, Any] = {
    "d_model": 14,
    "d_ff": 23,
    "heads": 7,
    "encoder_layers": 3,
    "decoder_layers": 2,
    "dropout": 0.37,
}


def test_a_recipes_numbers_replace_those_of_the_size() -> None:
    chosen = resolve_size(NetworkSettings(size="tiny", **OWN))
    assert {name: getattr(chosen, name) for name in OWN} == OWN
    assert resolve_size(NetworkSettings(size="big")) == SIZES["big"]
    assert resolve_size(NetworkSettings(size="big", d_ff=23)).d_model == 1024


def test_heads_must_divide_the_width() -> None:
    with pytest.raises(
        RequestError, match=r"model\.d_model 14 is not divisible by 3 heads; change one of them"
    ):
        resolve_size(NetworkSettings(**OWN | {"heads": 3}))


def test_a_sentence_may_fill_the_positions_and_no_more() -> None:
    learned = NetworkSettings(size="learned-positions")
    check_length(learned, 1024)
    check_length(NetworkSettings(size="base"), 99_999)
    with pytest.raises(RequestError, match=r"data.max_tokens 1025 is more than the 1024 positions"):
        check_length(learned, 1025)


def test_the_named_sizes_are_those_a_recipe_may_ask_for() -> None:
    assert all(resolve_size(NetworkSettings(size=name)) == chosen for name, chosen in named_sizes().items())
    assert {"tiny", "base", "big", "parsing"} <= named_sizes().keys()
