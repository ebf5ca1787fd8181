"""Where the numbers of a model ready for decoding lie: one array of weights, and a table of whole numbers."""

PANEL = 32
"""Columns of a panel of weights: widths are padded to whole panels, with zeros."""
ROW_WORDS = {"float32": PANEL, "uint16": PANEL // 2, "int8": PANEL // 4, "uint8": PANEL}
"""Words of four bytes that a panel's row takes, by the kind of weights: `readings` says how they are read.

Of `DEEP` kinds four rows lie side by side, and are one here.
"""
DEEP = ("uint8",)
BEHIND = 16
"""Words behind a row of activations in bytes: its scale, and what fills the line."""


def head_words(kind: str) -> int:
    """Return the words that a panel begins with: its biases, of bytes its columns' scales, and what sums begin with."""
    return {"int8": 2 * PANEL, "uint8": 3 * PANEL}.get(kind, PANEL)


# Places in the table of whole numbers.
D, D_PAD, HEADS, HEAD, HEADS_PAD, FF_PAD, VOCABULARY, VOCABULARY_PAD = range(8)
ENCODER_LAYERS, DECODER_LAYERS, PRE_NORM = 8, 9, 10
EMBEDDINGS, ENCODER_NORM, DECODER_NORM, LOGITS = 11, 12, 13, 14
# Of a search: the most tokens of a hypothesis and of a source, hypotheses a sentence, sentences at once.
# ENOUGH: how many sentences are to be done before steps stop; KEY: a key's numbers, without padding.
# MOST: how many steps one call takes at most.
STEPS, SOURCE, BEAM, SLOTS, START, END, FORBIDDEN, ENOUGH, KEY, MOST = range(15, 25)
# Addresses: of the compiled product of these weights, and of room for one panel in float32.
PRODUCT, NEAR = 25, 26
# Where a layer's weights begin: the encoder's tables, then the decoder's.
LAYERS, PARTS = 27, 10
QKV, OUT, FF_1, FF_2, NORM_1, NORM_2, CROSS_Q, CROSS_KV, CROSS_OUT, NORM_3 = range(PARTS)

# What is known of a slot, a sentence's place in the batch.
STATE, READ, LIMIT, LENGTH, LIVE, BEST, ENDED, FIELDS = range(8)
FREE, SEARCHED, DONE = range(3)
