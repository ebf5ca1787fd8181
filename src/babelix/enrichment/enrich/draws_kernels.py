"""Matched draws and how many of each lie in every annotation, to be compiled (`enrichment.enrich.draws`): loads numba.

All arrays are flat. Which annotations hold a SNP is a row of `words` times 64 bits. Bits of many rows are added in
`planes`: plane i holds bit i of the sum of every column.
"""
# mypy: allow-untyped-defs, allow-untyped-calls

import numba
import numpy as np

from babelix.base.native import signature

TRIES = 100
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)
_NONE, _ONE = np.uint64(0), np.uint64(1)


@numba.njit
def _below(state, limit):
    """Return the next state and a number below `limit`: the upper half of SplitMix64 (Steele, Lea and Flood 2014)."""
    state = state + _GOLDEN
    z = state
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    z = z ^ (z >> _S31)
    return state, np.int64(((z >> _S32) * np.uint64(limit)) >> _S32)


@numba.njit
def _near(place, at, taken, spacing):
    """Whether a SNP of this draw stands within `spacing` of the one at `at`: a field of so many bases holds one."""
    seat = place[at] // spacing
    for field in range(seat - 1, seat + 2):
        other = taken[field]
        if other >= 0 and abs(place[other] - place[at]) <= spacing:
            return True
    return False


@numba.njit
def _draw(state, order, cuts, used, slots, stratum, count, place, spacing, taken, chosen):
    """Draw a SNP for each of `count` slots from its stratum; return the state, and -1 or the stratum that ran out.

    ``order[cuts[s]:cuts[s + 1]]`` are the SNPs of stratum s, of which this draw has seen the first ``used[s]``. With a
    `spacing`, one too near to another is passed over, and slots take their turns in any order: none is always last.
    """
    if spacing:
        for i in range(count - 1, 0, -1):
            state, j = _below(state, i + 1)
            kept = slots[i]
            slots[i] = slots[j]
            slots[j] = kept
    for i in range(count):
        s = stratum[slots[i]]
        while True:
            first = cuts[s] + used[s]
            if first == cuts[s + 1]:
                return state, s
            state, j = _below(state, cuts[s + 1] - first)
            at = order[first + j]
            order[first + j] = order[first]
            order[first] = at
            used[s] += 1
            if spacing == 0:
                break
            if not _near(place, at, taken, spacing):
                taken[place[at] // spacing] = at
                break
        chosen[slots[i]] = at
    return state, np.int64(-1)


@numba.njit
def _full(one, other, third):
    """Return the sum of three bits, of 64 columns at once, and what is carried."""
    half = one ^ other
    return half ^ third, (one & other) | (half & third)


@numba.njit
def _carry(planes, place, words, carry):
    """Add a bit of every column to the plane at `place` and to those above."""
    while carry != _NONE:
        both = planes[place] & carry
        planes[place] = planes[place] ^ carry
        carry = both
        place += words


@numba.njit
def _add_eight(rows, words, slots, first, chosen, planes):
    """Add the rows of eight slots, from `first` on: so many carry into the fourth plane once (Harley and Seal)."""
    a, b = words * chosen[slots[first]], words * chosen[slots[first + 1]]
    c, d = words * chosen[slots[first + 2]], words * chosen[slots[first + 3]]
    e, f = words * chosen[slots[first + 4]], words * chosen[slots[first + 5]]
    g, h = words * chosen[slots[first + 6]], words * chosen[slots[first + 7]]
    for w in range(words):
        one, two_1 = _full(planes[w], rows[a + w], rows[b + w])
        one, two_2 = _full(one, rows[c + w], rows[d + w])
        two, four_1 = _full(planes[words + w], two_1, two_2)
        one, two_1 = _full(one, rows[e + w], rows[f + w])
        one, two_2 = _full(one, rows[g + w], rows[h + w])
        two, four_2 = _full(two, two_1, two_2)
        planes[w], planes[words + w] = one, two
        planes[2 * words + w], eight = _full(planes[2 * words + w], four_1, four_2)
        _carry(planes, 3 * words + w, words, eight)


@numba.njit
def _add(rows, words, slots, first, last, chosen, planes, depth, annotations, out, at):
    """Write to `out`, from `at` on, how many of the chosen SNPs of some slots lie in each annotation."""
    for i in range(depth * words):
        planes[i] = _NONE
    eights = first + (last - first) // 8 * 8
    for i in range(first, eights, 8):
        _add_eight(rows, words, slots, i, chosen, planes)
    for i in range(eights, last):
        row = words * chosen[slots[i]]
        for w in range(words):
            _carry(planes, w, words, rows[row + w])
    for a in range(annotations):
        total, bit = np.int64(0), np.uint64(a & 63)
        for i in range(depth):
            total += np.int64((planes[i * words + (a >> 6)] >> bit) & _ONE) << i
        out[at + a] = total


@signature("int64* int64 uint64* int64 int64 -> int64")
def mark(members, count, rows, words, annotation):
    """Set the bit of an annotation in the rows of its members; return how many they are."""
    bit = _ONE << np.uint64(annotation & 63)
    for i in range(count):
        place = words * members[i] + (annotation >> 6)
        rows[place] = rows[place] | bit
    return count


@signature(
    "uint64* int64 int32* int64* int64 int64* int64* int64* int64 int64* int64 int32* int64* "
    "uint64* int64 int64* int64* int64* int64 uint64* int64 int32* -> int64"
)
def draw(
    state,
    draws,
    order,
    cuts,
    strata,
    used,
    slots,
    stratum,
    count,
    place,
    spacing,
    taken,
    chosen,
    rows,
    words,
    trait_slots,
    trait_cuts,
    depths,
    traits,
    planes,
    annotations,
    out,
):
    """Fill `out` (draws, traits, annotations) with the SNPs of each draw that lie in elements.

    Slots ``trait_slots[trait_cuts[t]:trait_cuts[t + 1]]`` are those of trait t, whose sums have ``depths[t]`` bits.
    Return -1, or the stratum that ran out of SNPs in `TRIES` draws one after the other.
    """
    for d in range(draws):
        for attempt in range(TRIES):
            for s in range(strata):
                used[s] = 0
            for i in range(count):
                chosen[i] = -1
            state[0], lacking = _draw(
                state[0], order, cuts, used, slots, stratum, count, place, spacing, taken, chosen
            )
            if spacing:
                for i in range(count):
                    if chosen[i] >= 0:
                        taken[place[chosen[i]] // spacing] = -1
            if lacking < 0:
                break
            if attempt == TRIES - 1:
                return lacking
        for t in range(traits):
            _add(
                rows, words, trait_slots, trait_cuts[t], trait_cuts[t + 1], chosen, planes, depths[t], annotations,
                out, (d * traits + t) * annotations,
            )  # fmt: skip
    return -1
