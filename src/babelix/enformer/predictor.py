"""Enformer as a sequence model: what `babelix.tracks` asks of one, computed fast and for the tracks asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from babelix.base.errors import RequestError, did_you_mean
from babelix.enformer.fast.attention import FastLayer
from babelix.enformer.fast.memory import needed
from babelix.enformer.fast.stages import folded
from babelix.enformer.fast.tower import Tower
from babelix.enformer.layers import GELU_SCALE, Layer
from babelix.enformer.model import Enformer, check_length
from babelix.enformer.positions import MODES, basis
from babelix.tracks.filters import FirstLayer, first_layer
from babelix.tracks.model import Geometry, Track

BOTH = "both"
# What the published model was trained to read at a time.
WINDOW_BINS = 1_536
ASSEMBLIES = {"human": "hg38", "mouse": "mm10"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a model is read: which `species`, in which mode of `positions`, or `both` one after the other.

    `frame` is the number of positions that the basis is made for (None: the input's own); `winograd` as
    `babelix.enformer.fast.winograd` has it.
    """

    species: str = "human"
    positions: str = MODES[0]
    frame: int | None = None
    winograd: bool = False

    def __post_init__(self) -> None:
        """Check the mode."""
        known = (*MODES, BOTH)
        if self.positions not in known:
            raise RequestError(
                f"`positions` {self.positions!r}: expected one of {', '.join(known)}"
                f"{did_you_mean(self.positions, known)}",
                setting="positions",
            )

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes of positions, in order."""
        return MODES if self.positions == BOTH else (self.positions,)


class EnformerTracks:
    """A model and its reading, as the contract of `babelix.tracks.model` has it.

    `tracks` names the outputs of the species, numbered where None; in both modes of positions each is there twice.
    `bins` are those of its usual window.
    The model computes on its own device and in its own type.
    """

    def __init__(
        self,
        model: Enformer,
        reading: Reading,
        name: str,
        *,
        tracks: Sequence[Track] | None = None,
        assembly: str | None = None,
        bins: int = WINDOW_BINS,
    ) -> None:
        if reading.species not in model.heads:
            raise RequestError(
                f"`species` {reading.species!r}: the model has {', '.join(model.heads)}"
                f"{did_you_mean(reading.species, model.heads)}",
                setting="species",
            )
        self.model, self.reading, self.assembly = model, reading, assembly
        self.name = f"{name}, {reading.positions} positions" + (
            f" of {reading.frame}" if reading.frame else ""
        )
        sizes = model.sizes
        self.geometry = Geometry(
            window=bins * sizes.bin, bin=sizes.bin, crop=sizes.crop, multiple=sizes.bin, whole=True
        )
        head = model.heads[reading.species]
        assert isinstance(head, nn.Linear)
        self._head, self._count = head, head.out_features
        self.tracks = tuple(_named(tracks, reading, self._count))
        self.tower = Tower(model, reading.winograd)
        dtype = head.weight.dtype
        norm, convolution = model.last.norm, model.last.convolution
        assert convolution.bias is not None
        self._last = folded(norm, dtype)
        self._last_map = (convolution.weight[:, :, 0].t(), convolution.bias)
        self._layers: tuple[int, dict[str, list[FastLayer]]] = (0, {})

    def recropped(self, crop: int) -> "EnformerTracks":
        """Return the same model with another crop, of bins a side: the last layer runs on the rest alone."""
        found = object.__new__(EnformerTracks)
        found.__dict__.update(self.__dict__)
        window = max(self.geometry.window, (2 * crop + 1) * self.geometry.bin)
        found.geometry = replace(self.geometry, crop=crop, window=window)
        return found

    def needs(self, bases: int, tracks: int) -> int:
        """Return how many bytes predicting a window takes, about, beside what the model takes already."""
        number, gpu = self._head.weight.element_size(), self._head.weight.device.type != "cpu"
        winograd = self.reading.winograd
        return needed(self.model.sizes, bases, tracks, number, winograd=winograd, gpu=gpu)

    def state_dict(self) -> Mapping[str, Tensor]:
        """Return the model's numbers."""
        found: Mapping[str, Tensor] = self.model.state_dict()
        return found

    def first_layer(self) -> FirstLayer:
        """Return the filters of the stem."""
        return first_layer(self.model.stem)

    def forward(self, one_hot: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch bins tracks"]:
        """Return all tracks."""
        return self.forward_tracks(one_hot, range(len(self.tracks)))

    def forward_tracks(
        self, one_hot: Float[Tensor, "batch length 4"], chosen: Sequence[int]
    ) -> Float[Tensor, "batch bins chosen"]:
        """Return the tracks `chosen`, in that order. Windows are computed one by one: the same numbers in any batch."""
        check_length(one_hot.shape[1], self.model.sizes, self.geometry.crop)
        one_hot = one_hot.to(self._head.weight)
        return torch.stack([self.read(self.tower(each[None])[0], chosen) for each in one_hot])

    def read(self, rows: Float[Tensor, "bins width"], chosen: Sequence[int]) -> Float[Tensor, "kept chosen"]:
        """Return the tracks `chosen` of what the tower gave."""
        found = rows.new_empty(len(rows) - 2 * self.geometry.crop, len(chosen))
        modes = self.reading.modes
        for number, mode in enumerate(modes):
            here = [at for at, track in enumerate(chosen) if track % len(modes) == number]
            if here:
                wanted = [chosen[at] // len(modes) for at in here]
                found[:, here] = self._of_head(self.embedded(rows, mode), wanted)
        return found

    def embedded(self, rows: Float[Tensor, "bins width"], mode: str) -> Float[Tensor, "kept double"]:
        """Return the embeddings of the bins that are kept."""
        crop, x = self.geometry.crop, rows
        *before, last = self.layers(len(rows), mode)
        for layer in before:
            x = layer(x)
        x = last(x, slice(crop, len(rows) - crop))
        weight, bias = self._last_map
        y = torch.addmm(bias, self._last(x), weight, alpha=1 / GELU_SCALE)
        return functional.silu(y.mul_(GELU_SCALE), inplace=True).mul_(1 / GELU_SCALE)

    def layers(self, bins: int, mode: str) -> list[FastLayer]:
        """Return the attention layers for so many bins, those of the last time if they will do."""
        if self._layers[0] != bins:
            self._layers = (bins, {})
        kept = self._layers[1]
        if mode not in kept:
            sizes = self.model.sizes
            table = basis(bins, sizes.features, mode, self.reading.frame).to(self._head.weight)
            kept[mode] = [FastLayer(each, table) for each in self.model.layers if isinstance(each, Layer)]
        return kept[mode]

    def _of_head(self, embeddings: Tensor, wanted: Sequence[int]) -> Tensor:
        weight: Tensor = self._head.weight
        bias: Tensor = self._head.bias
        if list(wanted) != list(range(self._count)):
            weight, bias = weight[list(wanted)], bias[list(wanted)]
        return functional.softplus(torch.addmm(bias, embeddings, weight.t()))


def _named(tracks: Sequence[Track] | None, reading: Reading, count: int) -> list[Track]:
    """Return the tracks; each twice, one behind the other, where both modes of positions are read."""
    one = list(tracks or (Track(f"{reading.species}-{number}") for number in range(count)))
    if len(one) != count:
        raise RequestError(
            f"{len(one)} names of tracks: expected {count}, as many as the model has for {reading.species}"
        )
    modes = reading.modes
    if len(modes) == 1:
        return one
    return [
        replace(
            track,
            name=f"{track.name} ({mode})",
            pair=None if track.pair is None else track.pair * len(modes) + number,
        )
        for track in one
        for number, mode in enumerate(modes)
    ]
