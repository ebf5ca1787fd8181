import numpy as np

from babelix.transformer.compiled import layout
from babelix.transformer.compiled.sizes import like_lengths, row_width, slot_bytes, step_work


def table() -> np.ndarray:
    """Two decoder layers: 32 numbers wide, 64 with the padding of heads, 96 within, a vocabulary of 128."""
    made = np.zeros(layout.LAYERS, np.int64)
    made[[layout.D_PAD, layout.HEADS_PAD, layout.FF_PAD, layout.VOCABULARY_PAD]] = 32, 64, 96, 128
    made[[layout.DECODER_LAYERS, layout.STEPS, layout.SOURCE]] = 2, 7, 5
    return made


def test_multiplications_and_bytes_by_hand() -> None:
    layer = (3 + 1 + 1 + 1) * 32 * 64 + 2 * 32 * 96 + 2 * 64 * (7 + 5)
    assert step_work(table()) == 2 * layer + 32 * 128
    assert row_width(table()) == 2 * 32 + 4 * 64
    kept = 2 * 2 * 64 * (5 + (7 + 1) * 3)
    numbers = kept + 3 * (128 + 320)
    assert slot_bytes(table(), 3, [([9] * 5, 4), ([9] * 4, 7)]) == (
        4 * numbers + 8 * (2 * 8 * 3 + 7) + 12 * 3 * 4,
        5,
    )


def test_long_sentences_have_their_slots_apart() -> None:
    sources = [[9] * length for length in (1, 2, 31, 32, 63, 64, 127, 128)]
    assert [[limit for _, limit in part] for part in like_lengths(sources, [1, 2, 3, 4, 5, 6, 7, 8])] == [
        [1, 2, 3, 4, 5],
        [6, 7],
        [8],
    ]
