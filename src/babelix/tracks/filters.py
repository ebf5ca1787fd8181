"""The first layer of a model as motifs: each filter through the sequences that activate it.

theta_f = m_f + (max_f - m_f) / 2      m_f, max_f: mean and maximum of filter f over all places, both strands
p_ib    = the share of letter b at position i of the stretches whose activation exceeds theta_f

Kelley et al. 2016 ("Basset", methods) take half the maximum of a rectified output; the mean stands for its zero where
nothing rectifies. What the signed weights alone would say: decisions/dna/filters-are-what-activates-them.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from babelix.base.errors import RequestError
from babelix.genome.motifs.counted import motif_of_counts
from babelix.genome.motifs.motif import Motif
from babelix.genome.sequence import Bases, one_hot, reverse_complement

_CHUNK = 16_384


@dataclass(frozen=True)
class FirstLayer:
    """What the first layer that sees more than one base computes, for stretches of `width` bases.

    `compute` maps one-hot bases (1, 4, length) to (1, filters, length - width + 1).
    """

    width: int
    compute: Callable[[Tensor], Tensor]
    like: Tensor


@runtime_checkable
class Filtering(Protocol):
    """A model that says itself what its first layer is."""

    def first_layer(self) -> FirstLayer:
        """Return it."""


@dataclass(frozen=True)
class Filters:
    """The motifs of the filters that anything activates, each called ``filter-N`` by its number from 0.

    `count` is how many filters there are, `bases` how many bases were read.
    """

    motifs: tuple[Motif, ...]
    count: int
    bases: int


def first_layer(model: object) -> FirstLayer:
    """Return a model's first layer. Raises `RequestError` for one whose first layer is no convolution over bases."""
    if isinstance(model, Filtering):
        return model.first_layer()
    modules = model.modules() if isinstance(model, nn.Module) else ()
    for module in modules:
        if isinstance(module, nn.Conv1d) and module.in_channels == 4 and module.kernel_size[0] > 1:
            return of_convolution(module)
    raise RequestError("the model has no first layer of filters over several bases", setting="model")


def of_convolution(module: nn.Conv1d) -> FirstLayer:
    """Return a convolution over bases as a first layer, without its padding."""
    weight, bias = module.weight, module.bias
    return FirstLayer(weight.shape[2], lambda x: functional.conv1d(x, weight, bias), weight)


@torch.no_grad()
def filter_motifs(
    layer: FirstLayer, stretches: Sequence[Bases], advance: Callable[[int], None] = lambda bases: None
) -> Filters:
    """Return the motif of each filter over stretches of DNA, both strands; places that an N touches are left out.

    `advance` hears of bases as they are read, each stretch twice. Raises `RequestError` where no place is left.
    """
    total, highest, places = torch.zeros(()), torch.full((), -torch.inf), 0
    for activations, _ in _read(layer, stretches, advance):
        total = total + activations.sum(1, dtype=torch.float64).cpu()
        highest = torch.maximum(highest, activations.amax(1).cpu())
        places += activations.shape[1]
    if not places:
        raise RequestError(f"no stretch holds {layer.width} bases A C G T in a row, what a filter sees")
    mean = total / places
    threshold = (mean + (highest - mean) / 2).to(layer.like)
    counts = torch.zeros(len(threshold), 4 * layer.width, dtype=torch.float64)
    for activations, windows in _read(layer, stretches, advance):
        counts += ((activations > threshold[:, None]).to(windows.dtype) @ windows).double().cpu()
    found = counts.view(len(threshold), 4, layer.width).transpose(1, 2).numpy()
    motifs = [motif_of_counts(f"filter-{at}", each) for at, each in enumerate(found) if each.any()]
    return Filters(tuple(motifs), len(threshold), sum(map(len, stretches)))


def _read(
    layer: FirstLayer, stretches: Sequence[Bases], advance: Callable[[int], None]
) -> Iterator[tuple[Float[Tensor, "filters places"], Float[Tensor, "places columns"]]]:
    """Yield activations, and the bases that each place sees (places, 4 x width), letter after letter."""
    width = layer.width
    for stretch in stretches:
        starts = range(0, max(len(stretch) - width + 1, 0), _CHUNK)
        for start in starts:
            piece = stretch[start : start + _CHUNK + width - 1]
            for strand in (piece, reverse_complement(piece)):
                x = torch.from_numpy(one_hot(np.ascontiguousarray(strand)).T.copy()).to(layer.like)
                windows = x.unfold(1, width, 1).transpose(0, 1).flatten(1)
                known = windows.sum(1) == width
                if not known.any():
                    continue
                yield layer.compute(x[None])[0][:, known], windows[known]
            advance(_CHUNK if start + _CHUNK < starts.stop else len(stretch) - start)
