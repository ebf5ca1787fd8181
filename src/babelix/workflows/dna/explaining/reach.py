"""What the bin that holds a variant attends to, in either allele, for models with attention over the genome."""

import numpy as np
import torch

from babelix.enformer.maps import attention_of, group
from babelix.enformer.predictor import EnformerTracks
from babelix.genome.sequence import one_hot
from babelix.genome.variant import Variant
from babelix.workflows.dna.explaining.letters import window_with
from babelix.workflows.dna.explaining.results import Reach
from babelix.workflows.dna.scoring.scorer import Scorer

_PLACES = 256


def reach_of(scorer: Scorer, variant: Variant) -> Reach | None:
    """Return the weights by distance; None of a model without attention."""
    net = scorer.model
    if not isinstance(net, EnformerTracks):
        return None
    change, geometry = variant.trimmed(), scorer.geometry
    at = (geometry.window - len(change.ref)) // 2
    bins = geometry.window // geometry.bin
    query, together = at // geometry.bin, group(bins, _PLACES)
    found = []
    for allele in (change.ref, change.alt):
        bases = window_with(scorer, change, allele, change.start - at, geometry.window)
        x = torch.from_numpy(one_hot(bases)).to(next(net.model.parameters()))
        with torch.inference_mode():
            found.append(attention_of(net, net.tower(x[None])[0], query, together))
    edges = np.minimum(np.arange(0, bins + together, together), bins)
    edges = edges[: found[0].shape[2] + 1] * geometry.bin
    middles = (edges[:-1] + edges[1:]) // 2
    distances = middles - (query * geometry.bin + geometry.bin // 2)
    return Reach(together * geometry.bin, distances, *found)
