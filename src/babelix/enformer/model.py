"""Enformer as one module: stem, tower, attention layers, crop, heads. The plain form, which can be trained."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from babelix.base.errors import RequestError
from babelix.enformer.layers import ConvBlock, Layer, RelativeAttention, Stage, gelu
from babelix.enformer.positions import basis
from babelix.enformer.sizes import Sizes


@dataclass(frozen=True, kw_only=True)
class Dropout:
    """What training leaves out: of the layers' outputs, attention weights and distances (the paper's values)."""

    layers: float = 0.4
    attention: float = 0.05
    positions: float = 0.01


class Enformer(nn.Module):
    """One-hot bases to embeddings (bins, twice the width), and to the tracks of each species.

    `positions` is the mode of the positional basis (`babelix.enformer.positions`), `frame` the positions it is made
    for; None is the input's own length. With `checkpointing` a training step computes each stage and layer twice and
    keeps little.
    """

    def __init__(
        self,
        sizes: Sizes,
        *,
        positions: str = "trained",
        frame: int | None = None,
        dropout: Dropout = Dropout(),
        checkpointing: bool = False,
    ) -> None:
        super().__init__()
        self.sizes, self.positions, self.frame = sizes, positions, frame
        self.checkpointing = checkpointing
        first, *rest = sizes.channels
        self.stem = Stage(nn.Conv1d(4, first, 15, padding=7), first)
        self.tower = nn.ModuleList(
            Stage(ConvBlock(into, out, 5), out) for into, out in zip(sizes.channels, rest, strict=False)
        )

        def attention() -> RelativeAttention:
            return RelativeAttention(
                sizes.width, sizes.heads, sizes.key, dropout.attention, dropout.positions
            )

        self.layers = nn.ModuleList(
            Layer(sizes.width, attention, dropout.layers) for _ in range(sizes.layers)
        )
        self.last = ConvBlock(sizes.width, 2 * sizes.width, 1)
        self.last_dropout = dropout.layers / 8
        self.heads = nn.ModuleDict({name: nn.Linear(2 * sizes.width, n) for name, n in sizes.outputs.items()})

    def rows(self, one_hot: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch bins width"]:
        """Return what stem and tower make of bases. Raises `RequestError` for a length that is no whole bins."""
        check_length(one_hot.shape[1], self.sizes)
        x = one_hot.transpose(1, 2)
        for stage in (self.stem, *self.tower):
            x = self._run(stage, x)
        return x.transpose(1, 2)

    def embeddings(
        self, one_hot: Float[Tensor, "batch length 4"], crop: int | None = None
    ) -> Float[Tensor, "batch kept double"]:
        """Return the embedding of each bin, `crop` bins left out at either end (the sizes' where None)."""
        return self.read(self.rows(one_hot), crop)

    def read(
        self, rows: Float[Tensor, "batch bins width"], crop: int | None = None
    ) -> Float[Tensor, "batch kept double"]:
        """Return the embeddings of what `rows` gave."""
        x, bins = rows, rows.shape[1]
        crop = self.sizes.crop if crop is None else crop
        table = basis(bins, self.sizes.features, self.positions, self.frame).to(x)
        for layer in self.layers:
            x = self._run(layer, x, table)
        x = self.last(x[:, crop : bins - crop].transpose(1, 2)).transpose(1, 2)
        return gelu(functional.dropout(x, self.last_dropout, self.training))

    def forward(self, one_hot: Float[Tensor, "batch length 4"], crop: int | None = None) -> dict[str, Tensor]:
        """Return the tracks (batch, bins, tracks) of every species: ``log(1 + exp(W embedding + b))``."""
        found = self.embeddings(one_hot, crop)
        return {name: functional.softplus(head(found)) for name, head in self.heads.items()}

    def _run(self, module: nn.Module, *inputs: Tensor) -> Tensor:
        if self.checkpointing and torch.is_grad_enabled():
            kept: Tensor = checkpoint(module, *inputs, use_reentrant=False)
            return kept
        found: Tensor = module(*inputs)
        return found


def check_length(bases: int, sizes: Sizes, crop: int = 0) -> None:
    """Raise `RequestError` where so many bases are no whole bins, or leave none between `crop` bins a side."""
    if bases % sizes.bin or bases < (2 * crop + 1) * sizes.bin:
        raise RequestError(
            f"`window` {bases}: expected a multiple of {sizes.bin} bases, and at least "
            f"{(2 * crop + 1) * sizes.bin}: one bin between {crop} bins at either end",
            setting="window",
        )
