"""What a recipe of tracks learns from: genome, targets and their values, and which contigs are for what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from babelix import data
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import digest
from babelix.base.progress import Listener, tell
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.genome.formats.intervals import read_intervals
from babelix.genome.region import Region
from babelix.tracks.learning.binned import Grid, binned
from babelix.tracks.learning.examples import Examples, Kept
from babelix.tracks.learning.targets import Target, Values, read_targets
from babelix.tracks.model import Geometry
from babelix.workflows.dna.learning.settings import DataSettings
from babelix.workflows.dna.places import Source, open_genome


@dataclass(frozen=True)
class Learned:
    """All that is learned from: `values` are each target's, by contig; `checksums` those of the files read."""

    genome: Genome
    targets: tuple[Target, ...]
    values: tuple[Mapping[str, Values], ...]
    names: ContigNames
    train: tuple[Region, ...]
    val: tuple[Region, ...]
    test: tuple[Region, ...]
    kept: Kept
    checksums: Mapping[str, str]

    def examples(self, regions: Sequence[Region], geometry: Geometry) -> Examples:
        """Return the windows of some regions."""
        return Examples(self.genome, regions, geometry, self.targets, self.values, self.kept)


def load(settings: DataSettings, bin: int, beside: Path, listener: Listener) -> Learned:
    """Read what the settings name; relative files are sought in `beside`.

    A contig that a track's files lack is unknown to it, which is said; one that no track has is not learned from.
    Raises `RequestError` for what does not fit together.
    """
    place = placing(settings.name, beside)
    targets = read_targets(place(settings.targets))
    return load_targets(settings, targets, bin, beside, listener, (settings.targets,))


def load_targets(
    settings: DataSettings,
    targets: Sequence[Target],
    bin: int,
    beside: Path,
    listener: Listener,
    files: Sequence[str] = (),
) -> Learned:
    """Return what targets of one's own are learned from; the checksums are of all that is read, `files` among it."""
    place = placing(settings.name, beside)
    rename = None if settings.rename_contigs is None else _rename(settings.rename_contigs, place)
    source = Source(str(place(settings.genome)), rename_contigs=rename)
    genome, names = open_genome(source)
    grid = Grid(genome.lengths, bin, names)
    values = tuple(binned(target, grid, place) for target in targets)
    val, test, unseen = (
        tuple(_contigs(asked, genome, names, key) for asked in getattr(settings, key))
        for key in ("val", "test", "unseen")
    )
    _tell_missing(genome, targets, values, listener)
    held = {each.chrom for each in (*val, *test, *unseen)}
    measured = {chrom for each in values for chrom in each}
    for region in (*val, *test):
        if region.chrom not in measured:
            raise RequestError(
                f"{region.chrom} is held out, and no track has it; hold out one that the tracks have"
            )
    train = tuple(each for each in _regions(settings, genome, names, place) if each.chrom in measured - held)
    if not train:
        raise RequestError("no contig is left to learn from; hold out fewer, or give intervals on others")
    _refuse_empty(targets, values, train, bin)
    shunned = () if settings.blacklist is None else tuple(_intervals(place(settings.blacklist), names))
    read = {*files, *(name for target in targets for name in target.files)}
    read |= {each for each in (settings.genome, settings.intervals, settings.blacklist) if each}
    checksums = {name: digest(place(name)) for name in sorted(read)}
    kept = Kept(settings.unknown, shunned)
    return Learned(genome, tuple(targets), values, names, train, val, test, kept, checksums)


def placing(name: str | None, beside: Path) -> Callable[[str], Path]:
    """Return what finds a file: by its name in the data set called `name`, if any, else in the folder `beside`."""
    return partial(_place, _known(name), beside)


def _known(name: str | None) -> Mapping[str, Path]:
    if name is None:
        return {}
    found = data.find(name)
    if found is None:
        raise RequestError(data.missing(name))
    return found


def _place(known: Mapping[str, Path], beside: Path, name: str) -> Path:
    """Return where a file lies: by its name in the data set, else beside the recipe."""
    if name in known:
        return known[name]
    path = beside / name
    if not path.exists():
        raise RequestError(f"no such file: {path}{did_you_mean(name, known)}")
    return path


def _rename(text: str, place: Callable[[str], Path]) -> str:
    return text if text in ("ucsc", "ensembl") else str(place(text))


def _contigs(asked: str, genome: Genome, names: ContigNames, key: str) -> Region:
    chrom = names.genome_name(asked, f"`data.{key}`")
    return Region(chrom, 0, genome.lengths[chrom])


def _regions(
    settings: DataSettings, genome: Genome, names: ContigNames, place: Callable[[str], Path]
) -> list[Region]:
    if settings.intervals is None:
        return [Region(chrom, 0, length) for chrom, length in genome.lengths.items()]
    found = _intervals(place(settings.intervals), names)
    for each in found:
        genome.check(each)
    return found


def _intervals(path: Path, names: ContigNames) -> list[Region]:
    """Return the intervals of a file on contigs of the genome."""
    found = [
        Region(known, start, end)
        for chrom, own in read_intervals(path).by_chrom()
        if (known := names.find(chrom)) is not None
        for start, end in zip(own.start.tolist(), own.end.tolist(), strict=True)
    ]
    if not found:
        raise RequestError(
            f"{path} has no interval on a contig of the genome; give some, under the genome's names"
        )
    return found


def _tell_missing(
    genome: Genome, targets: Sequence[Target], values: Sequence[Mapping[str, Values]], listener: Listener
) -> None:
    """Say which contigs the files of tracks lack."""
    nowhere = [chrom for chrom in genome.lengths if not any(chrom in each for each in values)]
    if nowhere:
        tell(listener, "training", f"no track has {', '.join(nowhere)}: left out, not read as zeros")
    for target, each in zip(targets, values, strict=True):
        lacking = [chrom for chrom in genome.lengths if chrom not in each and chrom not in nowhere]
        if lacking:
            tell(listener, "training", f"{target.track.name} lacks {', '.join(lacking)}: masked there")


def _refuse_empty(
    targets: Sequence[Target], values: Sequence[Mapping[str, Values]], train: Sequence[Region], bin: int
) -> None:
    """Raise `RequestError` for a track that is the same, or unknown, wherever it would be learned from."""
    for target, each in zip(targets, values, strict=True):
        seen = [each[r.chrom][r.start // bin : r.end // bin] for r in train if r.chrom in each]
        known = np.concatenate([part[~np.isnan(part)] for part in seen]) if seen else np.empty(0)
        if not len(known) or known.min() == known.max():
            raise RequestError(
                f"track {target.track.name} has nothing to learn: it is {known[0] if len(known) else 'unknown'} in "
                "every bin of the contigs or intervals learned from; give files that overlap these"
            )
