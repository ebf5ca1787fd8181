"""Saturation mutagenesis: what every substitution of a region changes in tracks, and the gradient beside it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import write_text
from babelix.base.progress import Listener, Reporter, silent, tell
from babelix.base.staging import publish, staged
from babelix.enformer.fast.tower import Span
from babelix.enformer.predictor import EnformerTracks
from babelix.enformer.saturation import gradients, saturation
from babelix.genome.contigs import Genome
from babelix.genome.formats.bigwig.writer import BigWigWriter, file_name
from babelix.genome.region import Region, parse_region
from babelix.genome.sequence import one_hot
from babelix.tracks.choice import choose, refuse_namesakes
from babelix.tracks.untrained import remark
from babelix.workflows.dna.models import check_memory, open_model
from babelix.workflows.dna.places import Source, open_genome

BASES = "ACGT"
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


@dataclass(frozen=True, eq=False)
class Saturated:
    """What each substitution changes: `effects` (bases, 4, tracks) in the order A C G T, zero for the base itself.

    An effect is the sum over the bins compared, alternative less reference; `reference` (tracks) is the reference's.
    `gradient` (bases, tracks) is the derivative of that sum by the base that is there, times it. `letters` are the
    bases.
    """

    model: str
    genome: Path
    assembly: str | None
    region: Region
    window: int
    compared: int
    tracks: tuple[str, ...]
    letters: str
    reference: NDArray[np.float64]
    effects: NDArray[np.float64]
    gradient: NDArray[np.float64]

    @property
    def remark(self) -> str:
        """What a reader must know before any number; nothing of a trained model."""
        return remark(self.model)

    @property
    def importance(self) -> NDArray[np.float64]:
        """What the base that is there adds: less the mean effect of the three others (bases, tracks); of N, 0."""
        known = np.array([letter in BASES for letter in self.letters])
        return np.where(known[:, None], -self.effects.sum(1) / 3, 0.0)

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
    if not isinstance(net, EnformerTracks):
        raise RequestError(
            f"`model` {model}: mutagenesis knows Enformer's models alone, enformer, enformer-mouse and enformer-tiny",
            setting="model",
        )
    chosen = choose(net.tracks, asked.tracks)
    refuse_namesakes(net.tracks, chosen)
    if len(chosen) > MOST_TRACKS:
        raise RequestError(
            f"{len(chosen):,} tracks: expected at most {MOST_TRACKS}; choose some by `track`", setting="track"
        )
    return _saturated(net, genome, place, chosen, asked, listener)


def _saturated(
    net: EnformerTracks,
    genome: Genome,
    place: Region,
    chosen: Sequence[int],
    asked: Mutating,
    listener: Listener,
) -> Saturated:
    geometry = net.geometry.resized(asked.window, None)
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
    weight = next(net.model.parameters())
    x = torch.from_numpy(one_hot(letters)).to(weight)
    within = Span(place.start - start, place.end - start)
    reporter = Reporter(listener, "mutating", len(place), "bases")
    reference, found = saturation(net, x, within, chosen, bins, reporter.advance)
    slopes = gradients(net, x, within, chosen, bins).double().cpu().numpy()
    own = x[within.first : within.last].double().cpu().numpy()
    return Saturated(
        net.name,
        genome.path,
        genome.assembly,
        place,
        geometry.window,
        compared,
        tuple(net.tracks[index].name for index in chosen),
        letters[within.first : within.last].tobytes().decode("ascii").upper(),
        reference.numpy(),
        (found - reference).numpy(),
        (slopes * own[..., None]).sum(1),
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
