"""Every substitution of a stretch in SpliceAI's tracks, computed from the reference's activations."""

from functools import cached_property

import torch
from jaxtyping import Float
from torch import Tensor

from babelix.foreign.spliceai import CONTEXT, SpliceAI, SpliceNetwork
from babelix.foreign.splicing.net import describe
from babelix.foreign.splicing.scorer import SITES
from babelix.tracks.attribution import Advance, Aim, Plain, substitutions
from babelix.tracks.incremental.net import Net
from babelix.tracks.incremental.reference import Edit, Reference

# Edits computed together.
_TOGETHER = 12


class SpliceAttribution(Plain):
    """The same numbers as `Plain` gives, but for rounding, from what each substitution changes alone."""

    def __init__(self, model: SpliceAI) -> None:
        super().__init__(model)
        self._networks = [each for each in model.networks if isinstance(each, SpliceNetwork)]

    def saturation(
        self, one_hot: Float[Tensor, "bases 4"], aim: Aim, advance: Advance
    ) -> tuple[Float[Tensor, "chosen"], Float[Tensor, "stretch 4 chosen"]]:
        """Run each network once on either strand, then on what the substitutions change."""
        places, length = substitutions(one_hot, aim), len(one_hot)
        wanted = _span(aim.bins, length)
        reference = torch.zeros(4, dtype=torch.float64)
        found = torch.zeros(len(places), 4, dtype=torch.float64)
        with torch.inference_mode():
            for number, net in enumerate(self._nets):
                for strand in sorted({track // 2 for track in aim.chosen}):
                    flipped = bool(strand)
                    kept = self._reference(net, one_hot, aim, flipped)
                    outputs = (length - wanted[1], length - wanted[0]) if flipped else wanted
                    columns = slice(2 * strand, 2 * strand + 2)
                    reference[columns] += kept.outputs(outputs)[SITES].double().sum(1).cpu()
                    for begin in range(0, len(places), _TOGETHER):
                        some = places[begin : begin + _TOGETHER]
                        edits = [_edit(at, base, length, flipped, one_hot) for at, base in some]
                        sums = kept.alternatives(edits, [outputs] * len(edits))[:, SITES].double().sum(2)
                        found[begin : begin + len(some), columns] += sums.cpu()
                done = len(aim) * (number + 1) // len(self._nets) - len(aim) * number // len(self._nets)
                advance(done)
        reference, found = (each[..., list(aim.chosen)] / len(self._nets) for each in (reference, found))
        every = reference.repeat(len(aim), 4, 1)
        for (at, base), sums in zip(places, found, strict=True):
            every[at - aim.first, base] = sums
        return reference, every

    def gradients(self, one_hot: Float[Tensor, "bases 4"], aim: Aim) -> Float[Tensor, "stretch 4 chosen"]:
        """Go back through one network at a time, on the strands alone that tracks are of."""
        found = torch.zeros(len(aim), 4, len(aim.chosen)).to(one_hot)
        for strand in (0, 1):
            columns = [at for at, track in enumerate(aim.chosen) if track // 2 == strand]
            for network in self._networks if columns else ():
                leaf = one_hot.detach().clone().requires_grad_()
                with torch.enable_grad():
                    rows = network((leaf.flip(0, 1) if strand else leaf).t()[None])[0, SITES]
                    sums = (rows.flip(1) if strand else rows)[:, aim.bins].sum(1)
                for at in columns:
                    slopes = torch.autograd.grad(sums[aim.chosen[at] % 2], leaf, retain_graph=True)[0]
                    found[..., at] += slopes[aim.first : aim.last] / len(self._networks)
        return found

    @cached_property
    def _nets(self) -> list[Net]:
        return [describe(network) for network in self._networks]

    def _reference(self, net: Net, one_hot: Tensor, aim: Aim, flipped: bool) -> Reference:
        length = len(one_hot)
        rows = one_hot.flip(0, 1) if flipped else one_hot
        edits = (length - aim.last, length - aim.first) if flipped else (aim.first, aim.last)
        return Reference(net, rows.t().contiguous(), 0, edits)


def _span(bins: slice, length: int) -> tuple[int, int]:
    """Return the bases of a window of `length` that some of its bins are."""
    first, last, _ = bins.indices(length - 2 * CONTEXT)
    return CONTEXT + first, CONTEXT + last


def _edit(at: int, base: int, length: int, flipped: bool, like: Tensor) -> Edit:
    place = length - 1 - at if flipped else at
    rows = torch.zeros(4, 1).to(like)
    rows[3 - base if flipped else base] = 1
    return Edit(place, place + 1, rows)
