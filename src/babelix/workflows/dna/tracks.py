"""Tracks: what a sequence model predicts over regions of a genome, as BigWig files, numbers and what a figure shows."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.base.staging import publish, staged
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.formats.bigwig.writer import BigWigWriter, file_name
from babelix.genome.gene import Gene
from babelix.genome.region import Region
from babelix.tracks.averaging import View, views, with_room
from babelix.tracks.choice import choose
from babelix.tracks.model import Geometry, SequenceModel, Track, recropped
from babelix.tracks.predict import Stretch, predict
from babelix.tracks.windows import Window, merged, windows_on_grid, windows_over
from babelix.training.device import best_device
from babelix.workflows.dna.models import check_memory, open_model
from babelix.workflows.dna.places import Source, Where, asked_regions, genes_in, open_genome


@dataclass(frozen=True)
class Wanted:
    """What is made: which `tracks` (words or indices, all when empty), with a `window` and `crop` of one's own.

    Predictions are averaged over `both_strands` and `shifts` (`babelix.tracks.averaging`) where these are given.
    """

    tracks: tuple[str, ...] = ()
    window: int | None = None
    crop: int | None = None
    both_strands: bool = False
    shifts: str | None = None
    bigwig: Path | None = None
    plot: bool = False
    gtf: Path | None = None


@dataclass
class Summary:
    """One track over all that was predicted: its mean, and the highest value with the base (from 0) of its bin."""

    track: Track
    file: Path | None
    bins: int = 0
    total: float = 0.0
    peak: float = -np.inf
    peak_at: tuple[str, int] = ("", 0)

    @property
    def mean(self) -> float:
        """The mean over bins."""
        return self.total / self.bins

    def add(self, stretch: Stretch, column: int) -> None:
        """Take in the values of a stretch."""
        values = stretch.values[:, column]
        self.bins += len(values)
        self.total += float(values.sum(dtype=np.float64))
        highest = int(values.argmax())
        if values[highest] > self.peak:
            self.peak = float(values[highest])
            self.peak_at = (stretch.chrom, max(stretch.first + highest * stretch.bin, 0))


@dataclass(frozen=True)
class Predicted:
    """What was predicted, by what, over what. `figure` holds the stretches in order when a figure was wanted."""

    model: str
    genome: Path
    assembly: str | None
    geometry: Geometry
    regions: tuple[Region, ...]
    contigs: tuple[str, ...]
    summaries: tuple[Summary, ...]
    genes: tuple[Gene, ...] = ()
    figure: tuple[Stretch, ...] = field(default=(), repr=False)


@checked
def predict_tracks(
    model: str, source: Source, where: Where, wanted: Wanted, listener: Listener = silent
) -> Predicted:
    """Predict with `model` over what `where` asks for, and write one BigWig file a track where one is wanted.

    A single region is covered by windows centered on it; intervals and contigs by a grid of bins from base 0, each bin
    once. Files come into their folder all at once, at the end. Raises `RequestError` where names, places or settings do
    not fit, before the model is loaded as far as that can be known.
    """
    seen = views(wanted.both_strands, wanted.shifts)
    genome, names = open_genome(source)
    regions = asked_regions(where, genome, names)
    if wanted.plot and len(merged(regions, 1)) > 1:
        raise RequestError(
            f"`plot`: a figure shows one region, got {len(merged(regions, 1))}; ask for one by `region`",
            setting=("plot", "region"),
        )
    genes = _genes(wanted.gtf, regions, names) if wanted.gtf else ()
    net = recropped(open_model(model), wanted.crop)
    _refuse_other_assembly(net, genome)
    chosen = choose(net.tracks, wanted.tracks)
    geometry = with_room(net.geometry.resized(wanted.window, wanted.crop), seen)
    check_memory(net, geometry.window, len(chosen), "predicting", listener)
    single = where.region is not None
    windows = windows_over(regions[0], geometry) if single else windows_on_grid(regions, geometry)
    with _files(wanted.bigwig, [net.tracks[index] for index in chosen], genome) as (paths, writers):
        summaries = [Summary(net.tracks[i], path) for i, path in zip(chosen, paths, strict=True)]
        total = sum(map(len, regions if single else merged(regions, geometry.bin)))
        reporter = Reporter(listener, "predicting", total, "bases")
        shown = []
        checked_windows = _told(windows, genome, geometry, seen, listener)
        for stretch in predict(net, genome, checked_windows, geometry, chosen, best_device(), seen):
            for column, (summary, writer) in enumerate(zip(summaries, writers, strict=True)):
                summary.add(stretch, column)
                if writer is not None:
                    writer.add(stretch.chrom, stretch.first, stretch.bin, stretch.values[:, column])
            shown += [stretch] if wanted.plot else []
            reporter.advance(len(stretch.values) * stretch.bin)
    contigs = tuple(genome.lengths)
    return Predicted(
        net.name,
        genome.path,
        genome.assembly,
        geometry,
        tuple(regions),
        contigs,
        tuple(summaries),
        genes,
        tuple(shown),
    )


@checked
def highest(summaries: Sequence[Summary], count: int) -> dict[str, list[Summary]]:
    """Return the `count` tracks of highest mean, of lowest mean and of highest peak, the most extreme first."""
    by_mean = sorted(summaries, key=lambda each: each.mean)
    return {
        "highest mean": by_mean[::-1][:count],
        "lowest mean": by_mean[:count],
        "highest peak": sorted(summaries, key=lambda each: -each.peak)[:count],
    }


def _genes(gtf: Path, regions: Sequence[Region], names: ContigNames) -> tuple[Gene, ...]:
    """Return the genes that reach into `regions`."""
    return tuple(
        gene
        for gene in genes_in(gtf, names)
        if any(
            each.chrom == gene.place.chrom and each.start < gene.place.end and gene.place.start < each.end
            for each in regions
        )
    )


def _refuse_other_assembly(model: SequenceModel, genome: Genome) -> None:
    if None not in (model.assembly, genome.assembly) and model.assembly != genome.assembly:
        raise RequestError(
            f"{genome.path} is {genome.assembly} by the lengths of its contigs, the model was made for "
            f"{model.assembly}; give that genome",
            setting="genome",
        )


def _told(
    windows: Iterator[Window], genome: Genome, geometry: Geometry, seen: Sequence[View], listener: Listener
) -> Iterator[Window]:
    """Pass windows on; say once what they are, and that some reach beyond what slices hold."""
    beyond, often = False, f", averaged over {len(seen)} predictions" if len(seen) > 1 else ""
    for number, window in enumerate(windows):
        if number == 0:
            crop = f"{geometry.crop:,} bins of {geometry.bin} bp left out at either end"
            tell(listener, "predicting", f"window {window.bases:,} bp, {crop}{often}")
        if genome.in_slices and not beyond:
            known = genome.known(window.chrom)
            end = window.start + window.bases
            beyond = not any(each.start <= window.start and end <= each.end for each in known)
            if beyond:
                tell(
                    listener,
                    "predicting",
                    f"{genome.path} ends within reach of a window: N is read beyond it",
                )
        yield window


@contextmanager
def _files(
    folder: Path | None, tracks: Sequence[Track], genome: Genome
) -> Iterator[tuple[list[Path | None], list[BigWigWriter | None]]]:
    """Yield where each track's file will stand, and its writer; without a folder None of either."""
    if folder is None:
        yield [None] * len(tracks), [None] * len(tracks)
        return
    names = [file_name(track.name) for track in tracks]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        same = " and ".join(repr(t.name) for t, name in zip(tracks, names, strict=True) if name == twice)
        raise RequestError(
            f"tracks {same} would both be written to {twice}; choose one of them", setting="track"
        )
    with staged(folder) as stage:
        with ExitStack() as stack:
            writers: list[BigWigWriter | None] = []
            writers += [stack.enter_context(BigWigWriter(stage / name, genome.lengths)) for name in names]
            yield [folder / name for name in names], writers
        publish(stage, folder)
