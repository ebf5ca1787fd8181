"""Stretches that overlap are one locus: what was measured twice there is not independent."""

from collections.abc import Mapping

from babelix.genome.region import Region


def loci(stretches: Mapping[str, list[Region]]) -> dict[str, int]:
    """Return the number of the locus of each name, counted from 0 as they come.

    Names are of one locus when stretches of theirs share a base, or through others that do. A name without a stretch
    has a locus of its own.
    """
    leader = {name: name for name in stretches}

    def first(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    placed = sorted((region, name) for name, regions in stretches.items() for region in regions)
    last: tuple[Region, str] | None = None
    for region, name in placed:
        if last is not None and last[0].chrom == region.chrom and region.start < last[0].end:
            leader[first(name)] = first(last[1])
            if region.end <= last[0].end:
                continue
        last = region, name
    numbers: dict[str, int] = {}
    return {name: numbers.setdefault(first(name), len(numbers)) for name in stretches}
