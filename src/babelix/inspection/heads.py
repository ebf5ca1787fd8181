"""Which head or layer is shown first: rules that are said aloud, so that no picture is picked in silence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float32

from babelix.inspection.attention_map import AttentionMap
from babelix.inspection.choice import find_word
from babelix.inspection.statistics import head_average, statistics

PerHead = Float32[np.ndarray, "layers heads"]


class Found(NamedTuple):
    """A head, by the model's own numbers, and its margin."""

    layer: int
    head: int
    margin: float


def preference(attention: AttentionMap, word: str, right: str, wrong: str) -> PerHead:
    """Return for each head the weight on `right` less that on `wrong` in the row of `word`.

    The pieces of a noun are summed, the rows of the pieces of `word` averaged. Raises `RequestError` for a word that
    is not there.
    """
    row = find_word(attention.queries, word)
    rows = attention.weights[:, :, row[0] : row[-1] + 1].mean(axis=2)
    on_right, on_wrong = (
        rows[..., list(find_word(attention.keys, noun))].sum(axis=-1) for noun in (right, wrong)
    )
    difference: PerHead = on_right - on_wrong
    return difference


def best_in_the_worst(attention: AttentionMap, margins: Sequence[PerHead]) -> Found:
    """Return the head whose smallest of `margins`, one array for each text, is the largest; of equals the first."""
    worst = np.minimum.reduce(list(margins))
    layer, head = np.unravel_index(int(worst.argmax()), worst.shape)
    return Found(attention.layer_numbers[layer], attention.head_numbers[head], float(worst[layer, head]))


def sharpest_layer(attention: AttentionMap) -> tuple[int, float]:
    """Return the layer whose attention, averaged over its heads, has the least entropy, and its bits a row."""
    averaged = replace(attention, weights=head_average(attention)[:, None], head_numbers=())
    entropies = statistics(averaged).entropy[:, 0]
    return attention.layer_numbers[int(entropies.argmin())], float(entropies.min())
