"""Saturation mutagenesis: the outputs for every single-base change of a sequence."""

import torch
from torch import Tensor

from babelix.tracks.incremental.net import Net
from babelix.tracks.incremental.reference import Edit, Reference

# Positions whose changes are computed together: neighbours change nearly the same places.
TOGETHER = 8


def saturation(net: Net, one_hot: Tensor) -> Tensor:
    """Return the output for each base put at each position (4, bases, channels, places), in the order A C G T.

    `one_hot` is (4, bases). Where the base is the sequence's own, that is the sequence's output.
    """
    bases = one_hot.shape[-1]
    with torch.inference_mode():
        reference = Reference(net, one_hot, 0)
        left, right = net.reads[-1]
        wanted = (left, bases - right)
        own = reference.outputs(wanted)
        found = own.repeat(4, bases, 1, 1)
        others = one_hot == 0
        letters = torch.eye(4, dtype=one_hot.dtype, device=one_hot.device)
        for begin in range(0, bases, TOGETHER):
            changes = (others[:, begin : begin + TOGETHER].T.nonzero() + torch.tensor([begin, 0])).tolist()
            edits = [Edit(position, position + 1, letters[:, base, None]) for position, base in changes]
            made = reference.alternatives(edits, [wanted] * len(edits))
            for (position, base), outputs in zip(changes, made, strict=True):
                found[base, position] = outputs
    return found
