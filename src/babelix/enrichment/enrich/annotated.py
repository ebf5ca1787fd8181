"""Annotations and which SNPs lie in them; a segmentation is one annotation for each of its states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.coverage.members import Member
from babelix.enrichment.enrich.snps.pool import Pool
from babelix.enrichment.layers import Layer, renamed
from babelix.genome.contig_names import joined
from babelix.genome.interval import Intervals
from babelix.genome.overlap import Union, union

# Names of elements beyond so many are no states: peaks and genes have one each. As in `coverage.classes`.
MOST_STATES = 64
_EACH = 2


@dataclass(frozen=True)
class Annotation:
    """Disjoint elements of each chromosome, by its name in the pool; `state` is empty where elements have none.

    `source` counts which of the annotations asked for it is of: what one of them lacks, it has not looked at.
    """

    name: str
    elements: Layer
    source: int
    cell: str = ""
    state: str = ""


def annotations_of(
    members: Sequence[Member], read: Sequence[Intervals], source: int, chroms: Sequence[str]
) -> list[Annotation]:
    """Return the annotations of one source from what was `read` of its files, chromosomes named as in `chroms`.

    Raises `RequestError` for one without an element on them.
    """
    found = []
    for name in dict.fromkeys(each.annotation for each in members):
        own = [here for member, here in zip(members, read, strict=True) if member.annotation == name]
        states = _states(own[0]) if len(own) == 1 else {}
        for state, pieces in (states or {"": own}).items():
            elements = _layer([renamed(each, chroms) for each in pieces], chroms)
            if not elements and not state:
                path = next(each.path for each in members if each.annotation == name)
                raise RequestError(_nowhere(str(path), own, chroms), setting="annotation")
            full = f"{name}:{state}" if state else name
            found.append(Annotation(full, elements, source, name if state else "", state))
    return found


def _nowhere(path: str, read: Sequence[Intervals], chroms: Sequence[str]) -> str:
    names = list(dict.fromkeys(name for each in read for name in each.chroms))
    if not names:
        return f"{path} holds no element; give a file with intervals"
    return (
        f"{path} is on chromosomes {', '.join(names[:3])} and the SNPs are on {', '.join(chroms[:3])}; use files of "
        "one assembly with one way of naming chromosomes"
    )


def _states(read: Intervals) -> dict[str, list[Intervals]]:
    """Return the intervals of each state, none where their names are no states."""
    if read.label is None or not 2 <= len(read.labels) <= MOST_STATES or len(read) < _EACH * len(read.labels):
        return {}
    named = sorted(read.labels, key=lambda name: (len(name), name))
    return {name: [read[read.label == read.labels.index(name)]] for name in named}


def _layer(pieces: Sequence[Intervals], chroms: Sequence[str]) -> dict[str, Union]:
    found = {}
    for chrom in chroms:
        here = [each.on(chrom) for each in pieces]
        held = union(
            np.concatenate([each.start for each in here]), np.concatenate([each.end for each in here])
        )
        if len(held.start):
            found[chrom] = held
    return found


def strangers(read: Sequence[Intervals], chroms: Sequence[str]) -> dict[str, int]:
    """Return how many intervals lie on each chromosome that the SNPs lack."""
    counts: dict[str, int] = {}
    for each in read:
        for name, here in each.by_chrom():
            if joined(name, chroms) is None:
                counts[name] = counts.get(name, 0) + len(here)
    return counts


def reached(found: Sequence[Annotation], chroms: Sequence[str]) -> dict[str, list[int]]:
    """Return, for each chromosome, the sources that have no element on it: it says nothing of them."""
    sources = sorted({each.source for each in found})
    return {
        chrom: [
            source
            for source in sources
            if not any(chrom in each.elements for each in found if each.source == source)
        ]
        for chrom in chroms
    }


def together(found: Sequence[Annotation]) -> Annotation:
    """Return what any annotation has, as one; states of a segmentation, which has every base, only if all are such."""
    found = [each for each in found if not each.state] or found
    chroms = dict.fromkeys(chrom for each in found for chrom in each.elements)
    elements = {}
    for chrom in chroms:
        here = [each.elements[chrom] for each in found if chrom in each.elements]
        elements[chrom] = union(
            np.concatenate([each.start for each in here]), np.concatenate([each.end for each in here])
        )
    return Annotation("union", elements, -1)


def members(elements: Mapping[str, Union], pool: Pool) -> NDArray[np.int64]:
    """Return the rows of the SNPs of a pool that lie in elements, in rising order."""
    pieces = []
    for chrom in pool.chroms:
        held = elements.get(chrom)
        begin, end = pool.span(chrom)
        if held is None or begin == end:
            continue
        position = pool.position[begin:end]
        first = np.searchsorted(position, held.start)
        many = np.searchsorted(position, held.end) - first
        rows = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many - first, many)
        pieces.append(rows + begin)
    return np.concatenate(pieces) if pieces else np.empty(0, np.int64)


def held(rows: Sequence[NDArray[np.int64]], snps: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of some SNPs (rows, rising) are among the members of each annotation (annotations, snps)."""
    found = np.zeros((len(rows), len(snps)), bool)
    for number, own in enumerate(rows):
        place = np.searchsorted(own, snps)
        inside = place < len(own)
        found[number, inside] = own[place[inside]] == snps[inside]
    return found
