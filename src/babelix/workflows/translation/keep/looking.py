"""Where things went, as the network itself tells: for what a plain search did not settle."""

import numpy as np
import torch

from babelix.text import END, START, Subwords
from babelix.text.keep.placing import Attention, Placer
from babelix.workflows.translation.network import Network, cross_attention


def placer_of(network: Network, subwords: Subwords, source: str, target: str) -> Placer:
    """Return what knows where things go, from the cross attention of a forced pass, all layers and heads alike."""
    read, said = subwords.encode([source, target])
    device = network.E.weight.device
    cross = cross_attention(
        network,
        torch.tensor([[*read, END]], device=device),
        torch.tensor([[START, *said]], device=device),
    )
    weights = torch.stack([layer[0] for layer in cross]).float().mean(dim=(0, 1)).cpu().numpy()
    chosen = np.asarray(weights[: len(said), : len(read)], dtype=np.float64)
    return Placer(source, target, Attention(chosen, subwords.offsets(source), subwords.offsets(target)))
