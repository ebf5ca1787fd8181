# mypy: allow-untyped-defs, allow-untyped-calls
"""What a search by beam does between two steps of a model, compiled: the rules of `babelix.decoding.frontier`.

`slots` has `FIELDS` numbers a sentence. The token that row b of a slot read at step u is ``said[slot, u, b]``, and the
row that its hypothesis had then is ``origin[slot, b, u]``: keys and values stay where they were written, and a beam
that is put in another order moves these numbers alone.
"""

import math

import numba

from babelix.base.compiled.sums import exponentials, largest_of
from babelix.transformer.compiled.layer_kernels import compiled
from babelix.transformer.compiled.layout import (
    BEAM,
    BEST,
    DONE,
    END,
    ENDED,
    FIELDS,
    FORBIDDEN,
    LIMIT,
    LIVE,
    READ,
    STATE,
    STEPS,
    VOCABULARY_PAD,
)
from babelix.transformer.compiled.vectors import apart, first_above

_sum_exponentials = exponentials(False)
_LOWEST = -float("inf")


@compiled
def offer(logits, at, table, forbidden, count, values, tokens, first):
    """Put the `count` likeliest tokens of a row, likeliest first, from `first` on; return 1 where one is no number.

    Of equal ones the lower token comes first. The log-probability of what is forbidden counts, and is not offered.
    """
    apart()
    width = table[VOCABULARY_PAD]
    most = largest_of(logits, at, width)
    if not most > _LOWEST:
        return 1
    among = _sum_exponentials(logits, at, width, most)
    if not among > 0.0:
        return 1
    total = numba.float32(math.log(among))
    for i in range(table[FORBIDDEN]):
        logits[at + forbidden[i]] = _LOWEST
    for i in range(count):
        values[first + i] = _LOWEST
        tokens[first + i] = -1
    last, j = first + count - 1, first_above(logits, at, 0, width, numba.float32(_LOWEST))
    while j < width:
        for k in range(j, j + 16):
            value = logits[at + k]
            if value > values[last]:
                i = last
                while i > first and value > values[i - 1]:
                    values[i] = values[i - 1]
                    tokens[i] = tokens[i - 1]
                    i -= 1
                values[i] = value
                tokens[i] = k
        j = first_above(logits, at, j + 16, width, values[last])
    for i in range(first, first + count):
        values[i] = (values[i] - most) - total
    return 0


@compiled
def _keep(slot, table, slots, said, origin, parent, token, best):
    """Keep what row `parent` said, and `token` unless it is below 0, as the best of a slot."""
    steps, beam = table[STEPS], table[BEAM]
    read = slots[slot * FIELDS + READ]
    line, begin = (slot * beam + parent) * (steps + 1), slot * steps
    for u in range(1, read + 1):
        best[begin + u - 1] = said[(slot * (steps + 1) + u) * beam + origin[line + u]]
    if token >= 0:
        best[begin + read] = token
    slots[slot * FIELDS + BEST] = read + (1 if token >= 0 else 0)


@compiled
def follow(slot, table, slots, values, tokens, first, totals, said, origin, best, scores):
    """Take the one hypothesis of a slot one token further: greedy."""
    steps, field = table[STEPS], slot * FIELDS
    token, value, length = tokens[first], values[first], slots[field + READ] + 1
    if not value > _LOWEST:
        _keep(slot, table, slots, said, origin, 0, -1, best)
        slots[field + STATE] = DONE
        scores[2 * slot] = totals[slot]
        return
    totals[slot] += value
    if token == table[END] or length >= slots[field + LIMIT]:
        ended = token == table[END]
        _keep(slot, table, slots, said, origin, 0, -1 if ended else token, best)
        slots[field + ENDED] = 1 if ended else 0
        slots[field + STATE] = DONE
        scores[2 * slot] = totals[slot]
        return
    slots[field + READ] = length
    said[slot * (steps + 1) + length] = token
    origin[slot * (steps + 1) + length] = 0


@compiled
def extend(
    slot,
    table,
    slots,
    values,
    tokens,
    first,
    totals,
    said,
    origin,
    best,
    scores,
    penalties,
    merged,
    kept,
    moved,
):
    """Take the hypotheses of a slot one token further; `first` is where its rows' offers begin."""
    beam, steps, field = table[BEAM], table[STEPS], slot * FIELDS
    offered, live = beam + 1, slots[field + LIVE]
    length, limit = slots[field + READ] + 1, slots[field + LIMIT]
    for b in range(live):
        merged[b] = 0
    going = 0
    for place in range(2 * beam):
        chosen, most = -1, _LOWEST
        for b in range(live):
            if merged[b] < offered:
                total = totals[slot * beam + b] + values[first + b * offered + merged[b]]
                if total > most:
                    chosen, most = b, total
        if chosen < 0:
            break
        token = tokens[first + chosen * offered + merged[chosen]]
        merged[chosen] += 1
        if token == table[END]:
            score = most / penalties[length]
            if place < beam and score > scores[2 * slot + 1]:
                _keep(slot, table, slots, said, origin, chosen, -1, best)
                slots[field + ENDED] = 1
                scores[2 * slot], scores[2 * slot + 1] = most, score
        elif going < beam:
            kept[going] = most
            moved[2 * going], moved[2 * going + 1] = chosen, token
            going += 1
    # What grows only becomes less likely: a row that cannot win any more leaves, and so would all that it keeps out.
    while going > 0 and scores[2 * slot + 1] >= kept[going - 1] / penalties[limit]:
        going -= 1
    if length >= limit or going == 0:
        if slots[field + ENDED] == 0:
            if going:
                _keep(slot, table, slots, said, origin, moved[0], moved[1], best)
                scores[2 * slot] = kept[0]
            else:
                _keep(slot, table, slots, said, origin, 0, -1, best)
                scores[2 * slot] = totals[slot * beam]
        slots[field + STATE] = DONE
        return
    _move(slot, beam, steps, length, going, origin, moved, merged)
    for b in range(going):
        totals[slot * beam + b] = kept[b]
        origin[(slot * beam + b) * (steps + 1) + length] = b
        said[(slot * (steps + 1) + length) * beam + b] = moved[2 * b + 1]
    slots[field + LIVE], slots[field + READ] = going, length


@compiled
def _move(slot, beam, steps, length, going, origin, moved, room):
    """Give each new row its parent's line of origins, column by column: `room` holds one column of all."""
    same = True
    for b in range(going):
        same = same and moved[2 * b] == b
    if same:
        return
    for u in range(length):
        for b in range(going):
            room[b] = origin[(slot * beam + moved[2 * b]) * (steps + 1) + u]
        for b in range(going):
            origin[(slot * beam + b) * (steps + 1) + u] = room[b]
