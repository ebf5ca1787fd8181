"""What each base of a stretch does for a model's tracks: every substitution tried, and the slope beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor, nn

from babelix.genome.sequence import ORDER, Bases, one_hot
from babelix.tracks.model import SequenceModel

Advance = Callable[[int], None]
# Windows predicted together where a model has no way of its own.
_TOGETHER = 8


@dataclass(frozen=True)
class Aim:
    """What is looked at in a window: its bases ``[first, last)``, and the sums of the tracks `chosen` over `bins`.

    `bins` are counted from the first that the model itself predicts.
    """

    first: int
    last: int
    chosen: tuple[int, ...]
    bins: slice

    def __len__(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each substitution changes: `effects` (bases, 4, tracks) in the order A C G T, zero for the base itself.

    An effect is the sum over the bins looked at, alternative less reference; `reference` (tracks) is the reference's.
    `gradient` (bases, tracks) is the derivative of that sum by the base that is there, times it. `letters` are the
    bases.
    """

    letters: str
    reference: NDArray[np.float64]
    effects: NDArray[np.float64]
    gradient: NDArray[np.float64]

    @property
    def importance(self) -> NDArray[np.float64]:
        """What the base that is there adds: less the mean effect of the three others (bases, tracks); of N, 0."""
        known = np.array([letter in ORDER for letter in self.letters])
        return np.where(known[:, None], -self.effects.sum(1) / 3, 0.0)


@runtime_checkable
class Attributed(Protocol):
    """What a model, or the way it is computed fast, gives for the bases of a stretch."""

    @property
    def like(self) -> Tensor:
        """A tensor on the device and of the type that bases are put into."""

    def saturation(
        self, one_hot: Float[Tensor, "bases 4"], aim: Aim, advance: Advance
    ) -> tuple[Float[Tensor, "chosen"], Float[Tensor, "stretch 4 chosen"]]:
        """Return the sums, and the same for each base put at each position of the stretch.

        Where the base is the sequence's own, that is the sequence's sum. `advance` is told how many positions are done.
        """

    def gradients(self, one_hot: Float[Tensor, "bases 4"], aim: Aim) -> Float[Tensor, "stretch 4 chosen"]:
        """Return the derivatives of the sums by the bases of the stretch."""


class Plain:
    """Any model that torch can differentiate: a window is read for every substitution."""

    def __init__(self, model: SequenceModel) -> None:
        self.model = model

    @property
    def like(self) -> Tensor:
        """A weight of the model, where it has some."""
        weights = self.model.parameters() if isinstance(self.model, nn.Module) else iter(())
        return next(weights, torch.zeros(1))

    def saturation(
        self, one_hot: Float[Tensor, "bases 4"], aim: Aim, advance: Advance
    ) -> tuple[Float[Tensor, "chosen"], Float[Tensor, "stretch 4 chosen"]]:
        """Predict a window for each."""
        places = substitutions(one_hot, aim)
        with torch.inference_mode():
            reference = self._sums(one_hot[None], aim)[0].double().cpu()
            found = reference.repeat(len(aim), 4, 1)
            for begin in range(0, len(places), _TOGETHER):
                some = places[begin : begin + _TOGETHER]
                edited = one_hot.repeat(len(some), 1, 1)
                for row, (at, base) in enumerate(some):
                    edited[row, at] = 0
                    edited[row, at, base] = 1
                for (at, base), sums in zip(some, self._sums(edited, aim), strict=True):
                    found[at - aim.first, base] = sums.double().cpu()
                done = {at for at, _ in some}
                advance(len(done - {places[begin - 1][0]} if begin else done))
        return reference, found

    def gradients(self, one_hot: Float[Tensor, "bases 4"], aim: Aim) -> Float[Tensor, "stretch 4 chosen"]:
        """Go back from each track through the whole model."""
        leaf = one_hot.detach().clone().requires_grad_()
        with torch.enable_grad():
            sums = self._sums(leaf[None], aim)[0]
        found = [torch.autograd.grad(one, leaf, retain_graph=True)[0][aim.first : aim.last] for one in sums]
        return torch.stack(found, dim=2)

    def _sums(self, windows: Tensor, aim: Aim) -> Tensor:
        bins: Tensor = self.model.forward(windows)[:, aim.bins][..., list(aim.chosen)]
        return bins.sum(1)


def substitutions(one_hot: Float[Tensor, "bases 4"], aim: Aim) -> list[tuple[int, int]]:
    """Return position and base of every substitution in the stretch, in order; four where there is no base."""
    own = one_hot[aim.first : aim.last].bool().tolist()
    return [(aim.first + at, base) for at, row in enumerate(own) for base in range(4) if not row[base]]


def attribution(
    model: Attributed, bases: Bases, aim: Aim, advance: Advance, gradients: Sequence[int] | None = None
) -> Attribution:
    """Return what the bases of the stretch within a window of `bases` do.

    `gradients` are the tracks, as columns of those chosen, that slopes are wanted of; the others' are zeros.
    """
    x = torch.from_numpy(one_hot(bases)).to(model.like)
    reference, found = model.saturation(x, aim, advance)
    columns = list(range(len(aim.chosen)) if gradients is None else gradients)
    slopes = torch.zeros(len(aim), 4, len(aim.chosen), dtype=torch.float64)
    if columns:
        some = Aim(aim.first, aim.last, tuple(aim.chosen[each] for each in columns), aim.bins)
        slopes[..., columns] = model.gradients(x, some).double().cpu()
    own = x[aim.first : aim.last].double().cpu()
    return Attribution(
        bases[aim.first : aim.last].tobytes().decode("ascii").upper(),
        reference.numpy(),
        (found - reference).numpy(),
        (slopes * own[..., None]).sum(1).numpy(),
    )
