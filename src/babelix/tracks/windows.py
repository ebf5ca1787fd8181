"""Windows over a region: their kept centers lie side by side, so that every bin is predicted once, without a seam."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from babelix.genome.region import Region
from babelix.tracks.model import Geometry


@dataclass(frozen=True)
class Window:
    """The bases ``[start, start + bases)`` of a contig to read, and the bins kept of it.

    The first of `bins` bins begins at base `first`; a window may reach beyond its contig.
    """

    chrom: str
    start: int
    bases: int
    first: int
    bins: int


def windows_over(region: Region, geometry: Geometry) -> Iterator[Window]:
    """Yield the windows whose bins cover `region`, as few as there need be, in order.

    Bins stand where the windows stand: all together are centered on the region, the odd base to the left. A model that
    takes other lengths gets a shorter window where less is left to cover.
    """
    needed = -(-len(region) // geometry.bin)
    count = -(-needed // geometry.kept)
    alone = shortened(geometry, needed - (count - 1) * geometry.kept)
    total = ((count - 1) * geometry.kept + alone.kept) * geometry.bin
    begin = region.start - (total - len(region) + 1) // 2
    yield from _side_by_side(region, begin, needed, geometry)


def windows_on_grid(regions: Sequence[Region], geometry: Geometry) -> Iterator[Window]:
    """Yield the windows that cover `regions` with bins on the grid from base 0, each bin once, contig by contig.

    Contigs come in the order in which `regions` first names them.
    """
    for region in merged(regions, geometry.bin):
        yield from _side_by_side(region, region.start, len(region) // geometry.bin, geometry)


def merged(regions: Sequence[Region], bin: int) -> list[Region]:
    """Return `regions` widened to whole bins and joined where they touch, sorted within their contigs."""
    order = {chrom: place for place, chrom in enumerate(dict.fromkeys(each.chrom for each in regions))}
    found: list[Region] = []
    for each in sorted(regions, key=lambda one: (order[one.chrom], one.start, one.end)):
        if not len(each):
            continue
        start, end = each.start // bin * bin, -(-each.end // bin) * bin
        last = found[-1] if found else None
        if last is not None and last.chrom == each.chrom and start <= last.end:
            found[-1] = replace(last, end=max(last.end, end))
        else:
            found.append(Region(each.chrom, start, end))
    return found


def shortened(geometry: Geometry, bins: int) -> Geometry:
    """Return the geometry of the shortest window that gives `bins` bins, the usual one where no other will do.

    No other will do, either, where predictions depend on the whole window.
    """
    if geometry.multiple is None or geometry.whole or bins >= geometry.kept:
        return geometry
    bases = (bins + 2 * geometry.crop) * geometry.bin
    return replace(geometry, window=-(-bases // geometry.multiple) * geometry.multiple)


def _side_by_side(region: Region, begin: int, needed: int, geometry: Geometry) -> Iterator[Window]:
    """Yield windows whose bins begin at `begin` and go on without a gap until `region` is covered."""
    bin = geometry.bin
    while needed > 0:
        own = shortened(geometry, needed)
        # Bins wholly outside the region are left out; the first and the last kept may hang over its ends.
        skipped = max(region.start - begin, 0) // bin
        stop = begin + own.kept * bin
        spare = max(stop - region.end, 0) // bin
        yield Window(
            region.chrom,
            begin - own.margin,
            own.window,
            begin + skipped * bin,
            own.kept - skipped - spare,
        )
        needed -= own.kept
        begin = stop
