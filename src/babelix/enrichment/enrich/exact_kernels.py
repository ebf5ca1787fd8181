"""Sums of hypergeometric counts, to be compiled (`babelix.enrichment.enrich.exact`): importing it loads numba.

All arrays are flat. What is below `LEAST` of the largest at either end of a distribution is left out: nothing that a
float64 holds is lost of a sum, and a distribution stays as short as it is wide.
"""
# mypy: allow-untyped-defs, allow-untyped-calls

import numba

from babelix.base.native import signature

LEAST = 1e-290


@numba.njit
def _counts(cases, pool, hits, mass, at):
    """Fill `mass`, from `at` on, with the chances of counts; return the first count that has one, and how many do.

    p(k + 1) / p(k) = (hits - k) (cases - k) / ((k + 1) (pool - hits - cases + k + 1)), from the likeliest k to both
    ends, then made to sum to 1: no logarithm of a factorial, whose error would be that of a number of millions.
    """
    rest = pool - hits - cases
    low, high = max(0, -rest), min(cases, hits)
    likeliest = min(max((cases + 1) * (hits + 1) // (pool + 2), low), high)
    mass[at + likeliest - low] = 1.0
    last = likeliest
    while last < high:
        k = last
        chance = mass[at + k - low] * ((hits - k) / (k + 1.0)) * ((cases - k) / (rest + k + 1.0))
        if chance < LEAST:
            break
        last = k + 1
        mass[at + last - low] = chance
    first = likeliest
    while first > low:
        k = first
        chance = mass[at + k - low] * (k / (hits - k + 1.0)) * ((rest + k) / (cases - k + 1.0))
        if chance < LEAST:
            break
        first = k - 1
        mass[at + first - low] = chance
    total = 0.0
    for k in range(first, likeliest):
        total += mass[at + k - low]
    above = 0.0
    for k in range(last, likeliest - 1, -1):
        above += mass[at + k - low]
    total += above
    for k in range(first, last + 1):
        mass[at + k - first] = mass[at + k - low] / total
    return first, last - first + 1


@numba.njit
def _sum(cases, pool, hits, strata, chosen, mine, width, room):
    """Write the chances of the strata's summed counts to `room`; return where they begin, the first count, how many.

    ``cases[chosen + s]``, ``hits[mine + s]`` and ``pool[s]`` are stratum s; `room` has three parts of `width`.
    """
    here, there, mass = 0, width, 2 * width
    room[here] = 1.0
    first, count = 0, 1
    for s in range(strata):
        if cases[chosen + s] == 0:
            continue
        least, many = _counts(cases[chosen + s], pool[s], hits[mine + s], room, mass)
        for j in range(count + many - 1):
            room[there + j] = 0.0
        for i in range(many):
            chance = room[mass + i]
            for j in range(count):
                room[there + i + j] += chance * room[here + j]
        first += least
        count += many - 1
        here, there = there, here
        while count > 1 and room[here + count - 1] < LEAST:
            count -= 1
        skipped = 0
        while skipped < count - 1 and room[here + skipped] < LEAST:
            skipped += 1
        if skipped:
            for j in range(count - skipped):
                room[here + j] = room[here + skipped + j]
            first += skipped
            count -= skipped
    return here, first, count


@signature("int64* int64* int64* int64 int64 float64* float64* int64* -> int64")
def chances(cases, pool, hits, strata, width, room, out, found):
    """Write the chances of the counts to `out`, ``found[0]`` the first of them; return how many they are."""
    here, first, count = _sum(cases, pool, hits, strata, 0, 0, width, room)
    for j in range(count):
        out[j] = room[here + j]
    found[0] = first
    return count


@signature("int64* int64* int64* int64* int64 int64 int64 int64 float64* float64* float64* -> int64")
def tails(observed, cases, pool, hits, traits, annotations, strata, width, room, above, exactly):
    """Fill `above` and `exactly` (traits, annotations): the chances of more than `observed`, and of just as many.

    `cases` (traits, strata), `hits` (annotations, strata), `pool` (strata). Return how many cells there are. A tail is
    summed from its far end, small terms first.
    """
    for t in range(traits):
        for a in range(annotations):
            here, first, count = _sum(cases, pool, hits, strata, t * strata, a * strata, width, room)
            cell = t * annotations + a
            wanted = observed[cell] - first
            chance = 0.0
            for j in range(count - 1, max(wanted, -1), -1):
                chance += room[here + j]
            above[cell] = min(chance, 1.0)
            exactly[cell] = room[here + wanted] if 0 <= wanted < count else 0.0
    return traits * annotations
