"""What a search of the program takes: multiplications of a step, bytes of a sentence."""

from collections.abc import Sequence
from itertools import groupby

from babelix.transformer.compiled import layout
from babelix.transformer.compiled.weights import Wholes

Part = list[tuple[Sequence[int], int]]
"""Sources of like length, each with the most tokens that may be said."""
# Tokens of a source: up to 63 are short.
_SHORT = 32


def step_work(table: Wholes) -> int:
    """Return the multiplications of a step of one row that looks back on all that it may."""
    d, heads, ff = (int(table[place]) for place in (layout.D_PAD, layout.HEADS_PAD, layout.FF_PAD))
    layer = 6 * d * heads + 2 * d * ff + 2 * heads * int(table[layout.STEPS] + table[layout.SOURCE])
    return int(table[layout.DECODER_LAYERS]) * layer + d * int(table[layout.VOCABULARY_PAD])


def row_width(table: Wholes) -> int:
    """Return how many numbers a row of activations is."""
    heads = 2 * int(table[layout.HEADS_PAD])
    return 2 * int(table[layout.D_PAD]) + max(2 * heads, int(table[layout.FF_PAD]))


def near_words(table: Wholes, rows: int) -> int:
    """Return the words of room for a panel in float32, or for rows of activations in bytes: whichever is more."""
    deepest = max(int(table[place]) for place in (layout.D_PAD, layout.HEADS_PAD, layout.FF_PAD))
    return max((1 + deepest) * layout.PANEL, rows * (deepest // 4 + layout.BEHIND))


def like_lengths(sources: Sequence[Sequence[int]], limits: Sequence[int]) -> list[Part]:
    """Return the sentences in parts: slots are as long as the longest, and the long ones have theirs apart.

    Short ones are together, as a step of few rows takes nearly as long as one of many.
    """
    numbered = zip(sources, limits, strict=True)
    return [
        list(some) for _, some in groupby(numbered, key=lambda each: max(len(each[0]), _SHORT).bit_length())
    ]


def slot_bytes(table: Wholes, beam: int, part: Part) -> tuple[int, int]:
    """Return what a sentence's slot takes, keys and values above all, then the scores of all tokens; the longest."""
    steps, source = max(limit for _, limit in part), max(len(source) for source, _ in part)
    pair = 2 * int(table[layout.HEADS_PAD])
    kept = int(table[layout.DECODER_LAYERS]) * pair * (source + (steps + 1) * beam)
    numbers = kept + beam * (int(table[layout.VOCABULARY_PAD]) + row_width(table))
    return 4 * numbers + 8 * (2 * (steps + 1) * beam + steps) + 12 * beam * (beam + 1), source
