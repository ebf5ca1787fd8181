"""The one contract that every sequence model fulfils: what tracks, variants and mutagenesis know of a model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from jaxtyping import Float
from torch import Tensor

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Track:
    """One output. `strand` is +1, -1 or 0; `pair` the index of the same track of the other strand, None without one."""

    name: str
    strand: int = 0
    description: str = ""
    pair: int | None = None


@dataclass(frozen=True)
class Geometry:
    """How outputs stand over inputs: a window of `window` bases gives ``window / bin - 2 * crop`` bins of `bin` bases.

    `crop` bins at each end of the window are not predicted. A window may have any other length that is a multiple of
    `multiple`; None means that no other length will do. Where a prediction depends on the `whole` window, as with
    attention, a shorter one is read only where it is asked for. Raises `RequestError` where no bin would be left.
    """

    window: int
    bin: int
    crop: int
    multiple: int | None = None
    whole: bool = False

    def __post_init__(self) -> None:
        """Check that bins fit."""
        step = max(self.multiple or self.bin, 1)
        if self.bin < 1 or self.crop < 0 or step % self.bin or self.window % step or self.kept < 1:
            raise RequestError(
                f"`window` {self.window}: expected a multiple of {step} bases that leaves a bin of {self.bin} "
                f"between {self.crop} bins at either end; give at least {self._least(step)}",
                setting="window",
            )

    def _least(self, step: int) -> int:
        return -(-(2 * self.crop + 1) * self.bin // step) * step

    @property
    def kept(self) -> int:
        """The bins that a window gives."""
        return self.window // self.bin - 2 * self.crop

    @property
    def margin(self) -> int:
        """The bases at each end of a window that are read and not predicted."""
        return self.crop * self.bin

    def resized(self, window: int | None, crop: int | None) -> "Geometry":
        """Return it with another window (bases) and a larger crop (bins a side); what is None stays.

        Raises `RequestError` for a window that the model does not take and a crop smaller than the model's own.
        """
        if window is not None and window != self.window and self.multiple is None:
            raise RequestError(
                f"`window` {window}: expected {self.window}, the model takes no other", setting="window"
            )
        if crop is not None and crop < self.crop:
            raise RequestError(
                f"`crop` {crop}: expected at least {self.crop}, what the model itself leaves out at either end",
                setting="crop",
            )
        return replace(
            self,
            window=self.window if window is None else window,
            crop=self.crop if crop is None else crop,
        )


@runtime_checkable
class SequenceModel(Protocol):
    """A model that reads one-hot bases and predicts tracks.

    `name` says which it is, with whatever tells it from others; `assembly` the genome it was trained on, None where it
    may read any; `geometry` its usual window.
    """

    name: str
    assembly: str | None
    geometry: Geometry
    tracks: tuple[Track, ...]

    def forward(self, one_hot: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch bins tracks"]:
        """Return the predictions for windows of one-hot bases (A C G T, N zeros), any length that `geometry` allows.

        ``bins = length / bin - 2 * crop`` with the model's own crop. The same window gives the same numbers whatever
        else is in the batch.
        """


@runtime_checkable
class Frugal(Protocol):
    """What a large model may offer beside the contract, so that no more is computed, or taken, than is asked for."""

    def forward_tracks(
        self, one_hot: Float[Tensor, "batch length 4"], chosen: Sequence[int]
    ) -> Float[Tensor, "batch bins chosen"]:
        """Return some of what `forward` does: the tracks `chosen`, in that order."""

    def needs(self, bases: int, tracks: int) -> int:
        """Return how many bytes a window of `bases` takes for so many tracks, about, beside the model itself."""

    def recropped(self, crop: int) -> "SequenceModel":
        """Return the model with another crop of its own, of bins a side; it may be smaller than the usual one."""


def recropped(model: SequenceModel, crop: int | None) -> SequenceModel:
    """Return `model` with `crop` as its own where it can have another; itself where it cannot, or None is asked for."""
    if crop is None or not isinstance(model, Frugal):
        return model
    if crop < 0:
        raise RequestError(f"`crop` {crop}: expected at least 0 bins", setting="crop")
    return model.recropped(crop)
