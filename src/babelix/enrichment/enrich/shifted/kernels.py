"""Cases under annotations that were moved, to be compiled (`enrichment.enrich.shifted`): importing it loads numba.

All arrays are flat.
"""
# mypy: allow-untyped-defs, allow-untyped-calls

from babelix.base.native import signature


@signature("int64* int64 int64* int64* int64 int64* int64 int64 int64* -> int64")
def moved(place, cases, start, end, elements, shifts, draws, length, found):
    """Fill `found` (draws) with how many of the cases lie in elements that were moved up by each shift.

    What leaves the circle of `length` at its end comes in at its start. `place` (cases), and `start` and `end`
    (elements) of disjoint elements, rise from 0 to `length`. Return the most.
    """
    most = 0
    for d in range(draws):
        inside = 0
        for i in range(cases):
            at = place[i] - shifts[d]
            if at < 0:
                at += length
            low, high = 0, elements
            while low < high:
                middle = (low + high) >> 1
                if start[middle] <= at:
                    low = middle + 1
                else:
                    high = middle
            if low > 0 and at < end[low - 1]:
                inside += 1
        found[d] = inside
        most = max(most, inside)
    return most


@signature("int64* int64 int64* int64 int64* int64 int32* int64* int64* int64 int64 int32* int64* -> int64")
def turned(
    members, count, cuts, chroms, shifts, draws, table, slot_cuts, slot_traits, strata, traits, counts, hits
):
    """Fill `counts` (draws, traits) and `hits` (draws, strata): members turned round their chromosome's SNPs.

    SNPs ``cuts[c]`` to ``cuts[c + 1]`` are those of chromosome c, which turns by ``shifts[d, c]`` of them. `table`
    holds two numbers a SNP: its stratum, and -1 or which of the cases it is. Case k is of the traits
    ``slot_traits[slot_cuts[k]:slot_cuts[k + 1]]``. Return how many members met cases.
    """
    met, first, last = 0, 0, 0
    for c in range(chroms):  # by chromosome first: its SNPs stay in the processor's cache through all moves
        begin, end = cuts[c], cuts[c + 1]
        while last < count and members[last] < end:
            last += 1
        for d in range(draws):
            forward = shifts[d * chroms + c]
            back = forward - (end - begin)
            for m in range(first, last):
                snp = members[m] + forward
                if snp >= end:
                    snp = members[m] + back
                hits[d * strata + table[2 * snp]] += 1
                case = table[2 * snp + 1]
                if case >= 0:
                    met += 1
                    for k in range(slot_cuts[case], slot_cuts[case + 1]):
                        counts[d * traits + slot_traits[k]] += 1
        first = last
    return met
