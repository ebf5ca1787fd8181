"""What the bins of a stretch of genome attend to in Enformer."""

from dataclasses import dataclass

import torch

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.enformer.maps import attention_maps, group
from babelix.enformer.predictor import BOTH, EnformerTracks
from babelix.genome.region import Region, parse_region
from babelix.genome.sequence import one_hot
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.inspection.choice import choose, table
from babelix.tracks.untrained import remark
from babelix.workflows.attention.show import Shown
from babelix.workflows.dna.models import open_model
from babelix.workflows.dna.places import Source, open_genome

# A page holds so many; of a figure, whose bins are named one by one, fewer can be read.
MOST_BINS, MOST_DRAWN = 512, 120


@dataclass(frozen=True)
class Stretch:
    """Where to look: a window of `window` bases (the model's where None) in the middle of which `region` lies.

    Bins are pooled until at most `most_bins` are left.
    """

    source: Source
    region: str
    window: int | None = None
    most_bins: int = MOST_BINS


@dataclass(frozen=True)
class Looking:
    """What is looked at: a layer, a head, the bin a `word` names, and how many bins a line of the table has."""

    layer: int | None = None
    head: int | None = None
    word: str | None = None
    most: int = 5


@checked
def show_region(model: str, stretch: Stretch, looking: Looking) -> Shown:
    """Return what bins attend to, pooled, named by the distance of their middle from the window's.

    Raises `RequestError` for a place or a model that does not fit.
    """
    genome, names = open_genome(stretch.source)
    place = parse_region(stretch.region)
    place = Region(names.genome_name(place.chrom, "`region`"), place.start, place.end)
    genome.check(place)
    net = open_model(model)
    if not isinstance(net, EnformerTracks):
        raise RequestError(f"`model` {model}: it has no attention over a genome", setting="model")
    if net.reading.positions == BOTH:
        raise RequestError("`positions` both: expected one mode to look at", setting="positions")
    window = net.recropped(0).geometry.resized(stretch.window, None).window
    start = place.start - (window - len(place)) // 2
    weight = next(net.model.parameters())
    x = torch.from_numpy(one_hot(genome.read(place.chrom, start, start + window))).to(weight)
    with torch.inference_mode():
        weights = attention_maps(net, net.tower(x[None])[0], stretch.most_bins)
    bases = group(window // net.geometry.bin, stretch.most_bins) * net.geometry.bin
    labels = _labels(weights.shape[2], bases, window)
    note = f"{remark(net.name)}; " if remark(net.name) else ""
    note += f"bins of {bases:,} bp, named by their distance from {place.chrom}:{start + window // 2 + 1:,}"
    found = AttentionMap(weights, labels, labels, "encoder", model=net.name, note=note)
    sets = [
        AttentionSet(
            (found,), title=f"{Region(place.chrom, max(start, 0), start + window)} of {genome.path.name}"
        )
    ]
    choice = choose(sets, None, looking.layer, looking.head, looking.word)
    return Shown(sets, choice, table(sets, choice, looking.most))


def _labels(bins: int, bases: int, window: int) -> tuple[str, ...]:
    """Return the distance of each bin's middle from the window's, in thousands of bases."""
    ends = [(number * bases, min((number + 1) * bases, window)) for number in range(bins)]
    return tuple(f"{(first + last - window) / 2000:+.2f}kb" for first, last in ends)
