"""Every substitution of a stretch of a window, and what the gradient says of it: Enformer's tracks summed over bins.

A substitution alters few rows of the tower (`babelix.enformer.edits`), and the attention layers run on all rows again.
The gradient runs back through one layer at a time, each computed anew, and through the tower only where the stretch is
seen.
"""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from babelix.enformer.edits import TOGETHER, Edit, EditedTower
from babelix.enformer.fast.tower import Span
from babelix.enformer.layers import gelu
from babelix.enformer.positions import basis
from babelix.enformer.predictor import EnformerTracks
from babelix.tracks.attribution import Advance, Aim

# Rows beside those looked at: further than any base is seen, so that where a piece of the window ends does not matter.
_BESIDE = 8


class EnformerAttribution:
    """A model as `babelix.tracks.attribution` asks for it: all of the functions below."""

    def __init__(self, model: EnformerTracks) -> None:
        self.model = model

    @property
    def like(self) -> Tensor:
        """A weight of the model."""
        return next(self.model.model.parameters())

    def saturation(
        self, one_hot: Float[Tensor, "bases 4"], aim: Aim, advance: Advance
    ) -> tuple[Float[Tensor, "chosen"], Float[Tensor, "stretch 4 chosen"]]:
        """Compute the rows that substitutions alter."""
        return saturation(self.model, one_hot, Span(aim.first, aim.last), aim.chosen, aim.bins, advance)

    def gradients(self, one_hot: Float[Tensor, "bases 4"], aim: Aim) -> Float[Tensor, "stretch 4 chosen"]:
        """Go back through one layer at a time."""
        return gradients(self.model, one_hot, Span(aim.first, aim.last), aim.chosen, aim.bins)


def saturation(
    model: EnformerTracks,
    one_hot: Float[Tensor, "bases 4"],
    within: Span,
    chosen: Sequence[int],
    bins: slice,
    advance: Callable[[int], None],
) -> tuple[Float[Tensor, "chosen"], Float[Tensor, "stretch 4 chosen"]]:
    """Return the sums over the kept `bins` of the tracks `chosen`, and the same for each base put at each position.

    Where the base is the sequence's own, that is the sequence's sum. `advance` is told how many positions are done.
    """
    letters = torch.eye(4).to(one_hot)
    with torch.inference_mode():
        rows = model.tower(one_hot[None])[0]
        reference = model.read(rows, chosen)[bins].double().sum(0).cpu()
        found = reference.repeat(within.last - within.first, 4, 1)
        edited = EditedTower(model.tower, one_hot, within)
        step = TOGETHER // 4
        for begin in range(within.first, within.last, step):
            end = min(begin + step, within.last)
            places = [(at, base) for at in range(begin, end) for base in range(4) if not one_hot[at, base]]
            edits = [Edit(at, letters[[base]]) for at, base in places]
            for (at, base), (first, changed) in zip(places, edited.alternatives(edits), strict=True):
                here = rows.clone()
                here[first : first + len(changed)] = changed
                found[at - within.first, base] = model.read(here, chosen)[bins].double().sum(0).cpu()
            advance(end - begin)
    return reference, found


def gradients(
    model: EnformerTracks, one_hot: Float[Tensor, "bases 4"], within: Span, chosen: Sequence[int], bins: slice
) -> Float[Tensor, "stretch 4 chosen"]:
    """Return the derivatives of those sums by the bases of the stretch."""
    with torch.no_grad():
        rows = model.tower(one_hot[None])[0]
    modes = model.reading.modes
    of_rows: list[Tensor | None] = [None] * len(chosen)
    for number, mode in enumerate(modes):
        here = [at for at, track in enumerate(chosen) if track % len(modes) == number]
        tracks = [chosen[at] // len(modes) for at in here]
        for at, one in zip(here, _of_rows(model, rows, tracks, bins, mode), strict=True):
            of_rows[at] = one
    return _of_bases(model, one_hot, within, [one for one in of_rows if one is not None])


def _of_rows(
    model: EnformerTracks, rows: Tensor, tracks: Sequence[int], bins: slice, mode: str
) -> list[Tensor]:
    """Return the derivatives of each track's sum by the tower's rows."""
    if not tracks:
        return []
    net, crop = model.model, model.geometry.crop
    head = net.heads[model.reading.species]
    assert isinstance(head, nn.Linear)
    table = basis(len(rows), net.sizes.features, mode, model.reading.frame).to(rows)
    inputs = [rows[None]]
    with torch.no_grad():
        for layer in net.layers:
            inputs.append(layer(inputs[-1], table))
    x = inputs.pop().requires_grad_()
    with torch.enable_grad():
        kept = x[:, crop : x.shape[1] - crop]
        embeddings = gelu(net.last(kept.transpose(1, 2)).transpose(1, 2))[0, bins]
        sums = functional.softplus(
            functional.linear(embeddings, head.weight[list(tracks)], head.bias[list(tracks)])
        ).sum(0)
    found = [torch.autograd.grad(one, x, retain_graph=True)[0] for one in sums]
    for layer, given in zip(reversed(net.layers), reversed(inputs), strict=True):
        x = given.detach().requires_grad_()
        with torch.enable_grad():
            y = layer(x, table)
        found = [torch.autograd.grad(y, x, one, retain_graph=True)[0] for one in found]
    return [one[0] for one in found]


def _of_bases(model: EnformerTracks, one_hot: Tensor, within: Span, of_rows: Sequence[Tensor]) -> Tensor:
    """Return the derivatives by bases of what has those by rows."""
    bin, total = model.geometry.bin, len(one_hot) // model.geometry.bin
    first = max(within.first // bin - _BESIDE, 0)
    last = min(-(-within.last // bin) + _BESIDE, total)
    # A piece with as many rows again at either side: its ends are zeros' neighbours, unless they are the window's.
    begin, end = max(first - _BESIDE, 0), min(last + _BESIDE, total)
    bases = one_hot[begin * bin : end * bin].detach().clone().requires_grad_()
    with torch.enable_grad():
        rows = model.model.rows(bases[None])[0, first - begin : last - begin]
    stretch = slice(within.first - begin * bin, within.last - begin * bin)
    found = [
        torch.autograd.grad(rows, bases, one[first:last], retain_graph=True)[0][stretch] for one in of_rows
    ]
    return torch.stack(found, dim=2)
