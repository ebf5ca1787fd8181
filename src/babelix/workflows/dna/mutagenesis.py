"""Saturation mutagenesis: what every substitution of a region changes in tracks, and the gradient beside it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.base.staging import publish, staged
from babelix.genome.contigs import Genome
from babelix.genome.formats.bigwig.writer import BigWigWriter, file_name
from babelix.genome.region import Region, parse_region
from babelix.genome.sequence import ORDER as BASES
from babelix.tracks.attribution import Aim, Attribution, attribution
from babelix.tracks.choice import choose, refuse_namesakes
from babelix.tracks.model import SequenceModel
from babelix.tracks.untrained import remark
from babelix.tracks.windows import shortened
from babelix.workflows.dna.models import attributed, check_memory, open_model
from babelix.workflows.dna.places import Source, open_genome

# Each track's gradient is one more way back through all layers.
MOST_TRACKS = 20
LONGEST = 10_000


@dataclass(frozen=True)
class Mutating:
    """What is looked at: `tracks` by words or index, a `window` of one's own, and over how many bases to sum.

    `effect_window` bases are centered on the region; all that are predicted where None.
    """

    tracks: tuple[str, ...] = ()
    window: int | None = None
    effect_window: int | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Saturated(Attribution):
    """What each substitution of a region changes in `tracks`: the bases are those of `region`.

    The `window` has so many bases, and `compared` of them lie in the bins that are summed.
    """

    model: str
    genome: Path
    assembly: str | None
    region: Region
    window: int
    compared: int
    tracks: tuple[str, ...]

    @property
    def remark(self) -> str:
        """What a reader must know before any number; nothing of a trained model."""
        return remark(self.model)

    def strongest(self, track: int) -> tuple[int, int]:
        """Return the position (from 0, of the region) and the base of the substitution that changes a track most."""
        position, base = np.unravel_index(
            int(np.abs(self.effects[..., track]).argmax()), self.effects.shape[:2]
        )
        return int(position), int(base)


@checked
def mutagenesis(
    model: str, source: Source, region: str, asked: Mutating, listener: Listener = silent
) -> Saturated:
    """Put every base at every position of `region`, in the middle of a window; `RequestError` for what does not fit."""
    genome, names = open_genome(source)
    place = parse_region(region)
    place = Region(names.genome_name(place.chrom, "`region`"), place.start, place.end)
    genome.check(place)
    if len(place) > LONGEST:
        raise RequestError(
            f"`region` {place}: {len(place):,} bases; expected at most {LONGEST:,}, each takes three predictions",
            setting="region",
        )
    net = open_model(model)
    chosen = choose(net.tracks, asked.tracks)
    refuse_namesakes(net.tracks, chosen)
    if len(chosen) > MOST_TRACKS:
        raise RequestError(
            f"{len(chosen):,} tracks: expected at most {MOST_TRACKS}; choose some by `track`", setting="track"
        )
    return _saturated(net, genome, place, chosen, asked, listener)


def _saturated(
    net: SequenceModel,
    genome: Genome,
    place: Region,
    chosen: Sequence[int],
    asked: Mutating,
    listener: Listener,
) -> Saturated:
    geometry = net.geometry.resized(asked.window, None)
    if asked.window is None and asked.effect_window is not None:
        # No more is read than it takes, where a shorter window says the same.
        widest = max(asked.effect_window, len(place))
        geometry = shortened(geometry, max(-(-widest // geometry.bin), 1))
    bins = _bins(geometry.kept, geometry.bin, asked.effect_window)
    if len(place) > geometry.kept * geometry.bin:
        raise RequestError(
            f"`region` {place}: {len(place):,} bases; the window predicts {geometry.kept * geometry.bin:,}",
            setting="region",
        )
    compared = (bins.stop - bins.start) * geometry.bin
    tell(listener, "mutating", f"window {geometry.window:,} bp, compared over {compared:,} bp")
    check_memory(net, geometry.window, len(chosen), "mutating", listener)
    start = place.start - (geometry.window - len(place)) // 2
    letters = genome.read(place.chrom, start, start + geometry.window)
    reporter = Reporter(listener, "mutating", len(place), "bases")
    aim = Aim(place.start - start, place.end - start, tuple(chosen), bins)
    found = attribution(attributed(net), letters, aim, reporter.advance)
    return Saturated(
        **vars(found),
        model=net.name,
        genome=genome.path,
        assembly=genome.assembly,
        region=place,
        window=geometry.window,
        compared=compared,
        tracks=tuple(net.tracks[index].name for index in chosen),
    )


def _bins(kept: int, bin: int, effect_window: int | None) -> slice:
    """Return which of the kept bins are summed: as many as `effect_window` bases need, in the middle."""
    wanted = kept if effect_window is None else -(-effect_window // bin)
    if not 1 <= wanted <= kept:
        raise RequestError(
            f"`effect_window` {effect_window}: expected 1 to {kept * bin} bases, what the window predicts",
            setting="effect_window",
        )
    first = (kept - wanted) // 2
    return slice(first, first + wanted + (kept - wanted) % 2)


@checked
def write_substitutions(found: Saturated, path: Path) -> None:
    """Write a line a substitution and track, below one that says what was predicted, whole or not at all."""
    write_text(path, "".join(f"{line}\n" for line in _lines(found)))


def _lines(found: Saturated) -> Iterator[str]:
    said = found.remark or found.model
    yield f"# {said}; {found.genome.name}, window {found.window}, summed over {found.compared} bp"
    yield "chrom\tposition\tref\talt\ttrack\teffect\tgradient_x_input"
    for at, letter in enumerate(found.letters):
        for base in BASES.replace(letter, ""):
            for column, track in enumerate(found.tracks):
                effect = found.effects[at, BASES.index(base), column]
                slope = found.gradient[at, column]
                place = f"{found.region.chrom}\t{found.region.start + at + 1}"
                yield f"{place}\t{letter}\t{base}\t{track}\t{effect:.6g}\t{slope:.6g}"


@checked
def write_importance(found: Saturated, folder: Path, source: Source) -> list[Path]:
    """Write two BigWig files a track: what each base adds by its substitutions, and by the gradient.

    They come into the folder all at once. Returns their paths.
    """
    genome, _ = open_genome(source)
    kinds = {"mutagenesis": found.importance, "gradient": found.gradient}
    written = []
    with staged(folder) as stage:
        with ExitStack() as stack:
            for kind, values in kinds.items():
                for column, track in enumerate(found.tracks):
                    name = file_name(f"{track}.{kind}")
                    writer = stack.enter_context(BigWigWriter(stage / name, genome.lengths))
                    writer.add(
                        found.region.chrom, found.region.start, 1, values[:, column].astype(np.float32)
                    )
                    written.append(folder / name)
        publish(stage, folder)
    return sorted(written)
