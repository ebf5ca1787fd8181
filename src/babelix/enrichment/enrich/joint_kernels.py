"""Tails of every count of every cell, to be compiled (`babelix.enrichment.enrich.joint`): importing it loads numba."""
# mypy: allow-untyped-defs, allow-untyped-calls

from babelix.base.native import signature
from babelix.enrichment.enrich.exact_kernels import _sum


@signature("int64* int64* int64* int64 int64 int64 int64 int64* float64* float64* -> int64")
def tables(cases, pool, hits, traits, annotations, strata, width, starts, room, out):
    """Write the chance of 0, 1, ..., n overlaps or more, n the cases of trait t, from ``out[starts[cell]]`` on.

    `cases` (traits, strata), `hits` (annotations, strata), `pool` (strata); ``starts[cells]`` is where the last ends.
    Return how many cells there are.
    """
    for t in range(traits):
        for a in range(annotations):
            here, first, count = _sum(cases, pool, hits, strata, t * strata, a * strata, width, room)
            cell = t * annotations + a
            begin, many = starts[cell], starts[cell + 1] - starts[cell]
            chance = 0.0
            for k in range(many - 1, -1, -1):
                if 0 <= k - first < count:
                    chance += room[here + k - first]
                out[begin + k] = min(chance, 1.0) if k > first else 1.0
    return traits * annotations
