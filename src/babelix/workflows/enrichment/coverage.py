"""Coverage: what annotations cover of a genome, apart and together, and how that grows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import refuse_pipe, write_text
from babelix.base.progress import Listener, Reporter, silent
from babelix.enrichment.coverage.blocks import Draws, share_intervals
from babelix.enrichment.coverage.classes import classes_of
from babelix.enrichment.coverage.elements import Elements, read_elements
from babelix.enrichment.coverage.ground import Ground, settle
from babelix.enrichment.coverage.matrix import matrix
from babelix.enrichment.coverage.members import Member, annotations, by_name, by_table, columns_of
from babelix.enrichment.coverage.patterns import Patterns, patterns
from babelix.enrichment.coverage.results import Coverage, Share
from babelix.enrichment.coverage.saturation import saturation
from babelix.enrichment.coverage.stack import Layer, Stack, stack
from babelix.enrichment.coverage.thresholds import Threshold, thresholds
from babelix.genome.sizes import read_sizes

__all__ = ["Counted", "Coverage", "Drawing", "Naming", "Share", "measure_coverage"]


@dataclass(frozen=True)
class Naming:
    """What is known of files: a table `samples`, or the parts of their names; `group` of its columns is looked at."""

    samples: Path | None = None
    name_fields: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Counted:
    """Which bases count: outside `gaps`, of `autosomes` alone, or of `all_chromosomes` whatever lies on them."""

    gaps: Path | None = None
    autosomes: bool = False
    all_chromosomes: bool = False


@dataclass(frozen=True)
class Drawing:
    """What is drawn: `resamples` of blocks of `block` bases for intervals, `orders` of cells and factors for bands."""

    block: int = 1_000_000
    resamples: int = 1000
    orders: int = 200
    seed: int = 1


@checked
def measure_coverage(
    sizes_path: Path,
    annotation: Sequence[str],
    naming: Naming | None = None,
    counted: Counted | None = None,
    drawing: Drawing | None = None,
    out: Path | None = None,
    listener: Listener = silent,
) -> Coverage:
    """Measure annotations, given as ``NAME=FILE`` or ``NAME=FOLDER``, on the genome whose chromosomes a file lists.

    With `out`, tables are written into that folder. Raises `RequestError` for malformed and for strange input.
    """
    naming, counted, drawing = naming or Naming(), counted or Counted(), drawing or Drawing()
    draws, orders = Draws(drawing.block, drawing.resamples, drawing.seed), drawing.orders
    if not annotation:
        raise RequestError("`annotation`: expected one NAME=FILE at least", setting="annotation")
    if orders < 1:
        raise RequestError(f"`orders` {orders}: expected at least 1", setting="orders")
    sizes = read_sizes(sizes_path)
    members, unused = _known(annotations(annotation), naming)
    columns = columns_of(members, naming.group)
    elements = _read(members, sizes, sizes_path, listener)
    gaps = _gaps(counted.gaps, sizes, sizes_path)
    present = _present(members, elements, len(sizes))
    ground = settle(sizes, present, gaps, counted.autosomes, counted.all_chromosomes)
    stacked, in_gaps = stack(elements, ground)
    elements = [each.without_places() for each in elements]  # they lie in the stack
    by_annotation = stacked.groups([each.annotation for each in members])
    everything = stacked.union() if len(by_annotation) > 1 else next(iter(by_annotation.values()))
    apart = patterns(by_annotation, list(ground.sizes))
    grouped = {
        column: patterns(stacked.groups([each.known[column] for each in members]), list(ground.sizes))
        for column in columns
    }
    measured = _Measured(members, elements, stacked, ground, draws)
    shares = measured.shares(by_annotation, everything, apart)
    alone = len(by_annotation) == 1 and columns
    found = Coverage(
        genome_bases=ground.bases(),
        chromosomes=ground.sizes,
        left_out=ground.left_out,
        union=shares[-1],
        annotations=tuple(shares[:-1]),
        sets=columns[0] if alone else "annotation",
        patterns=grouped[columns[0]] if alone else apart,
        curves=tuple(saturation(column, each, orders, draws.seed) for column, each in grouped.items()),
        thresholds=tuple(measured.steps(by_annotation)),
        matrix=matrix(members, stacked),
        draws=draws,
        joined={old: new for each in elements for old, new in each.renamed.items()},
        strangers=_summed([each.strangers for each in elements]),
        gap_bases=sum(sizes[chrom] - bases for chrom, bases in ground.sizes.items()),
        in_gaps=in_gaps,
        unused_rows=unused,
    )
    for name, text in found.tables().items() if out is not None else ():
        assert out is not None
        write_text(out / name, text)
    return found


def _read(
    members: Sequence[Member], sizes: Mapping[str, int], sizes_path: Path, listener: Listener
) -> list[Elements]:
    reporter = Reporter(listener, "reading", len(members), "files")
    elements = []
    for each in members:
        elements.append(read_elements(each.path, sizes, sizes_path))
        reporter.advance()
    return elements


def _gaps(path: Path | None, sizes: Mapping[str, int], sizes_path: Path) -> Elements | None:
    refuse_pipe(path, "gaps")
    return None if path is None else read_elements(path, sizes, sizes_path)


def _known(members: list[Member], naming: Naming) -> tuple[list[Member], int]:
    if naming.samples is not None and naming.name_fields is not None:
        raise RequestError(
            "`samples` and `name_fields` both say what files are; give one of them",
            setting=("samples", "name_fields"),
        )
    if naming.samples is not None:
        return by_table(members, naming.samples)
    return (members if naming.name_fields is None else by_name(members, naming.name_fields)), 0


def _present(
    members: Sequence[Member], elements: Sequence[Elements], count: int
) -> dict[str, NDArray[np.bool_]]:
    """Return, for each annotation, on which chromosomes it has an element. Refuses one that has none at all."""
    present: dict[str, NDArray[np.bool_]] = {}
    for member, each in zip(members, elements, strict=True):
        here = np.bincount(each.chrom, minlength=count) > 0
        present[member.annotation] = present.get(member.annotation, False) | here
    for name, has in present.items():
        if not has.any():
            path = next(each.path for each in members if each.annotation == name)
            raise RequestError(f"{path}: the annotation {name} holds no element; give a file with intervals")
    return present


@dataclass(frozen=True)
class _Measured:
    """Files, their elements, and the ground that they lie on."""

    members: Sequence[Member]
    elements: Sequence[Elements]
    stacked: Stack
    ground: Ground
    draws: Draws

    def shares(self, layers: Mapping[str, Layer], everything: Layer, apart: Patterns) -> list[Share]:
        """Return the share of each annotation and, last, of all together."""
        ends = share_intervals([*layers.values(), everything], self.ground.sizes, self.draws)
        together = apart.cumulative().tolist()
        rows = [*layers.items(), ("union", everything)]
        shares = []
        for place, (name, layer) in enumerate(rows):
            whole = place == len(layers)
            own = [whole or each.annotation == name for each in self.members]
            bases = {chrom: layer[chrom].bases() for chrom in self.ground.sizes}
            share = Share(
                name=name,
                files=sum(own),
                elements=self.stacked.count(self.stacked.of(own)),
                merged=sum(len(each.start) for each in layer.values()),
                bases=sum(bases.values()),
                fraction=sum(bases.values()) / self.ground.bases(),
                interval=ends[place],
                cumulative=together[min(place, len(layers) - 1)],
                chromosomes=bases,
                classes=() if whole else classes_of(own, self.elements, self.stacked),
            )
            shares.append(share)
        return shares

    def steps(self, names: Iterable[str]) -> Iterator[Threshold]:
        """Yield what peaks above thresholds cover, annotation by annotation."""
        signals = [each.signal for each in self.elements]
        for name in names:
            own = [each.annotation == name for each in self.members]
            yield from thresholds(name, own, signals, self.stacked)


def _summed(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for name, count in each.items():
            total[name] = total.get(name, 0) + count
    return total
