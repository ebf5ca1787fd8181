"""Which group covers a base first, to be compiled (`enrichment.coverage.saturation`): importing it loads numba."""
# mypy: allow-untyped-defs, allow-untyped-calls

from babelix.base.native import signature


@signature("int64* int64* int64* int64 int64* int64* -> int64")
def first(cuts, groups, bases, sets, rank, sums):
    """Add to `sums` (groups) the bases of each set at the least rank of its groups; return how many sets there are.

    The groups of set i are ``groups[cuts[i]:cuts[i + 1]]``, one at least; `rank` (groups) is their place in an order.
    """
    for i in range(sets):
        least = rank[groups[cuts[i]]]
        for k in range(cuts[i] + 1, cuts[i + 1]):
            least = min(least, rank[groups[k]])
        sums[least] += bases[i]
    return sets
