from dataclasses import asdict, replace
from inspect import signature
from math import prod

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.transformer import SIZES, Size, Transformer
from babelix.transformer.parameters import count, count_without_embedding, shapes


def named(size, vocabulary, **more):
    """The shapes of the tensors of the real module, built without memory."""
    taken = signature(Transformer).parameters.keys()
    with torch.device("meta"):
        model = Transformer(vocabulary, **{k: v for k, v in asdict(size).items() if k in taken}, **more)
    return {name: tuple(each.shape) for name, each in model.named_parameters()}


def counted(size, vocabulary):
    return sum(map(prod, named(size, vocabulary).values()))


@pytest.mark.parametrize("name", SIZES)
def test_every_named_size_counts_as_its_modules_do(name):
    assert shapes(SIZES[name], 37_003) == named(SIZES[name], 37_003)
    assert count(SIZES[name], 37_003) == counted(SIZES[name], 37_003)


def test_prime_widths_and_unequal_stacks():
    size = Size(
        "primes",
        d_model=14,
        d_ff=23,
        heads=2,
        encoder_layers=3,
        decoder_layers=5,
        d_k=11,
        d_v=13,
        max_length=17,
    )
    assert count(size, 31) == counted(size, 31)
    for pre_norm in (False, True):
        assert shapes(size, 31, pre_norm=pre_norm) == named(size, 31, pre_norm=pre_norm)
    assert count(size, 31) - count_without_embedding(size) == 31 * 14


def test_one_layer_of_one_head_by_hand():
    # Attention 4 (2 x 2 + 2) = 24; feed-forward (2 x 3 + 3) + (3 x 2 + 2) = 17; a norm 4.
    size = Size("by hand", d_model=2, d_ff=3, heads=1, encoder_layers=1, decoder_layers=1)
    assert count_without_embedding(size) == (24 + 17 + 2 * 4) + (2 * 24 + 17 + 3 * 4)
    assert count(size, 5) == 126 + 10


def test_base_and_big_are_the_known_figures():
    # Six layers of 4 attention matrices and two of feed-forward, with biases and norms, worked out on paper.
    attention, feed_forward, norm = 4 * (512 * 512 + 512), 2 * 512 * 2048 + 2048 + 512, 2 * 512
    assert (
        count_without_embedding(SIZES["base"])
        == 6 * (3 * attention + 2 * feed_forward + 5 * norm)
        == 44_138_496
    )
    assert count_without_embedding(SIZES["big"]) == 176_357_376


def test_heads_that_do_not_fit_are_refused():
    with pytest.raises(RequestError, match="d_model 512 is not divisible by 3 heads"):
        shapes(replace(SIZES["d_k-16"], heads=3), 31)
