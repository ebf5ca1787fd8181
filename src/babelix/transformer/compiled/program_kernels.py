# mypy: allow-untyped-defs, allow-untyped-calls
"""The two compiled functions: sentences into the memory of their slots, and steps of all slots until some are done."""

from babelix.base.native import signature
from babelix.transformer.compiled.layer_kernels import attend, compiled, normalise, product
from babelix.transformer.compiled.layout import (
    BEAM,
    CROSS_KV,
    CROSS_OUT,
    CROSS_Q,
    D_PAD,
    DECODER_LAYERS,
    DECODER_NORM,
    DONE,
    EMBEDDINGS,
    ENCODER_LAYERS,
    ENCODER_NORM,
    ENOUGH,
    FF_1,
    FF_2,
    FF_PAD,
    FIELDS,
    HEADS_PAD,
    LAYERS,
    LENGTH,
    LIVE,
    LOGITS,
    MOST,
    NORM_1,
    NORM_2,
    NORM_3,
    OUT,
    PARTS,
    PRE_NORM,
    QKV,
    READ,
    SEARCHED,
    SLOTS,
    SOURCE,
    STATE,
    STEPS,
    VOCABULARY_PAD,
    D,
)
from babelix.transformer.compiled.search_kernels import extend, follow, offer
from babelix.transformer.compiled.tiles import ADD, RELU, STORE


@compiled
def _embed(token, position, w, positions, table, x, at):
    width = table[D_PAD]
    for j in range(table[D]):
        x[at + j] = w[table[EMBEDDINGS] + token * width + j] + positions[position * width + j]
    for j in range(table[D], width):
        x[at + j] = 0.0


@compiled
def _before(x, rows, w, norm, table, h):
    """Return where a sub-layer reads: normalised where the model normalises before."""
    if table[PRE_NORM]:
        normalise(x, 0, rows, w, norm, table, x, h)
        return h
    return 0


@compiled
def _after(x, rows, w, norm, table):
    if not table[PRE_NORM]:
        normalise(x, 0, rows, w, norm, table, x, 0)


@compiled
def _feed_forward(x, rows, w, table, layer, norm, h, wide):
    width, ff = table[D_PAD], table[FF_PAD]
    at = _before(x, rows, w, norm, table, h)
    product(x, at, width, rows, w, table[layer + FF_1], ff, x, wide, RELU, table)
    product(x, wide, ff, rows, w, table[layer + FF_2], width, x, 0, ADD, table)
    _after(x, rows, w, norm, table)


@signature(
    "float32* int64* float32* float32* float32* int64* int64* int64 int64* float32* int64 int64 -> int64"
)
def encode(w, table, positions, x, memory, tokens, lengths, sentences, into, scores, begin, end):
    """Take sentences, one after the other in `tokens`, through encoder layers `begin` to `end`.

    Layer -1 puts the tokens into `x`, to which more may be added; the last layer puts what the decoder needs of them
    into their slots. Between calls what is encoded stays in `x`, which has room for the activations of all tokens:
    2 D_PAD + max(4 HEADS_PAD, FF_PAD) each.
    """
    width, heads = table[D_PAD], table[HEADS_PAD]
    rows = 0
    for s in range(sentences):
        for i in range(lengths[s]):
            if begin < 0:
                _embed(tokens[rows], i, w, positions, table, x, rows * width)
            rows += 1
    h, wide = rows * width, 2 * rows * width
    joined, out = wide, wide + 3 * rows * heads
    for number in range(max(begin, 0), end):
        layer = LAYERS + number * PARTS
        at = _before(x, rows, w, table[layer + NORM_1], table, h)
        product(x, at, width, rows, w, table[layer + QKV], 3 * heads, x, joined, STORE, table)
        row = 0
        for s in range(sentences):
            keys = joined + row * 3 * heads + heads
            for i in range(lengths[s]):
                q, mine = joined + (row + i) * 3 * heads, out + (row + i) * heads
                attend(x, q, x, keys, 3 * heads, into, 0, lengths[s], table, scores, 0, x, mine)
            row += lengths[s]
        product(x, out, heads, rows, w, table[layer + OUT], width, x, 0, ADD, table)
        _after(x, rows, w, table[layer + NORM_1], table)
        _feed_forward(x, rows, w, table, layer, table[layer + NORM_2], h, wide)
    if end < table[ENCODER_LAYERS]:
        return rows
    if table[PRE_NORM]:
        normalise(x, 0, rows, w, table[ENCODER_NORM], table, x, 0)
    each, both = table[SOURCE] * 2 * heads, 2 * heads
    for number in range(table[DECODER_LAYERS]):
        cross, row = table[LAYERS + (table[ENCODER_LAYERS] + number) * PARTS + CROSS_KV], 0
        product(x, 0, width, rows, w, cross, both, x, joined, STORE, table)
        for s in range(sentences):
            at = (into[s] * table[DECODER_LAYERS] + number) * each
            for j in range(lengths[s] * both):
                memory[at + j] = x[joined + row * both + j]
            row += lengths[s]
    return rows


@compiled
def _self_attention(x, rows, places, slots, w, table, layer, begin, past, origin, h, joined, out, scores):
    """Write the keys and values of the new tokens into `past` from `begin` on, and attend to all so far.

    What all rows wrote at one step lies together: of the room for steps that nobody takes, no page is touched.
    """
    width, heads, beam, line = table[D_PAD], table[HEADS_PAD], table[BEAM], table[STEPS] + 1
    at = _before(x, rows, w, table[layer + NORM_1], table, h)
    product(x, at, width, rows, w, table[layer + QKV], 3 * heads, x, joined, STORE, table)
    all_rows = table[SLOTS] * beam
    for row in range(rows):
        u, source = slots[places[row] // beam * FIELDS + READ], joined + row * 3 * heads
        target = begin + (u * all_rows + places[row]) * 2 * heads
        for j in range(2 * heads):
            past[target + j] = x[source + heads + j]
        mine, rows_at = begin + places[row] // beam * beam * 2 * heads, places[row] * line
        to = out + row * heads
        attend(x, source, past, mine, -all_rows, origin, rows_at, u + 1, table, scores, 0, x, to)
    product(x, out, heads, rows, w, table[layer + OUT], width, x, 0, ADD, table)
    _after(x, rows, w, table[layer + NORM_1], table)


@compiled
def _cross_attention(x, rows, places, slots, w, table, layer, number, memory, origin, h, joined, out, scores):
    width, heads = table[D_PAD], table[HEADS_PAD]
    at = _before(x, rows, w, table[layer + NORM_2], table, h)
    product(x, at, width, rows, w, table[layer + CROSS_Q], heads, x, joined, STORE, table)
    for row in range(rows):
        slot = places[row] // table[BEAM]
        mine = (slot * table[DECODER_LAYERS] + number) * table[SOURCE] * 2 * heads
        keys, q = slots[slot * FIELDS + LENGTH], joined + row * heads
        attend(x, q, memory, mine, 2 * heads, origin, 0, keys, table, scores, 0, x, out + row * heads)
    product(x, out, heads, rows, w, table[layer + CROSS_OUT], width, x, 0, ADD, table)
    _after(x, rows, w, table[layer + NORM_2], table)


@compiled
def _decode(x, rows, places, slots, w, table, memory, past, origin, scores, logits):
    """Take the embedded tokens of `rows` through the decoder to the scores of every next token."""
    width, heads, line = table[D_PAD], table[HEADS_PAD], table[STEPS] + 1
    h, wide = rows * width, 2 * rows * width
    joined, out = wide, wide + 3 * rows * heads
    each = table[SLOTS] * line * table[BEAM] * 2 * heads
    for number in range(table[DECODER_LAYERS]):
        layer = LAYERS + (table[ENCODER_LAYERS] + number) * PARTS
        _self_attention(
            x, rows, places, slots, w, table, layer, number * each, past, origin, h, joined, out, scores
        )
        _cross_attention(
            x, rows, places, slots, w, table, layer, number, memory, origin, h, joined, out, scores
        )
        _feed_forward(x, rows, w, table, layer, table[layer + NORM_3], h, wide)
    if table[PRE_NORM]:
        normalise(x, 0, rows, w, table[DECODER_NORM], table, x, 0)
    vocabulary = table[VOCABULARY_PAD]
    product(x, 0, width, rows, w, table[LOGITS], vocabulary, logits, 0, STORE, table)


@signature(
    "float32* int64* float32* float32* float32* float32* float32* float32* "
    "int64* int64* int64* int64* float64* float64* float64* int64* "
    "float32* int64* int64* float64* int64* int64* -> int64"
)
def search(
    w,
    table,
    positions,
    x,
    memory,
    past,
    logits,
    scores,
    slots,
    places,
    said,
    origin,
    totals,
    results,
    penalties,
    forbidden,
    values,
    tokens,
    best,
    kept,
    moved,
    merged,
):
    """Take steps until enough slots are done, or as many as one call may; return how many slots are done.

    Returns -1 where what a model says is no number.
    """
    beam, line, width = table[BEAM], table[STEPS] + 1, table[D_PAD]
    offered = beam + 1 if beam > 1 else 1
    done = 0
    for _ in range(table[MOST]):
        rows = 0
        for slot in range(table[SLOTS]):
            if slots[slot * FIELDS + STATE] == SEARCHED:
                u = slots[slot * FIELDS + READ]
                for b in range(slots[slot * FIELDS + LIVE]):
                    places[rows] = slot * beam + b
                    _embed(said[(slot * line + u) * beam + b], u, w, positions, table, x, rows * width)
                    rows += 1
        if rows:
            _decode(x, rows, places, slots, w, table, memory, past, origin, scores, logits)
        for row in range(rows):
            if offer(
                logits, row * table[VOCABULARY_PAD], table, forbidden, offered, values, tokens, row * offered
            ):
                return -1
        row = 0
        while row < rows:
            slot = places[row] // beam
            live = slots[slot * FIELDS + LIVE]
            if beam == 1:
                follow(slot, table, slots, values, tokens, row, totals, said, origin, best, results)
            else:
                extend(
                    slot,
                    table,
                    slots,
                    values,
                    tokens,
                    row * offered,
                    totals,
                    said,
                    origin,
                    best,
                    results,
                    penalties,
                    merged,
                    kept,
                    moved,
                )
            row += live
        done = 0
        for slot in range(table[SLOTS]):
            if slots[slot * FIELDS + STATE] == DONE:
                done += 1
        if done >= table[ENOUGH] or rows == 0:
            break
    return done
