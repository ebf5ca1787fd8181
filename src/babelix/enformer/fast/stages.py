"""Stem and tower on rows of positions (channels last), constants folded into the affine maps beside them.

With ``s = 1.702``: ``gelu(norm(x)) = silu(a x + b) / s`` where ``a = s g``, ``b = s (o - g m)``, g and o the norm's
scale and offset and m its mean; the ``1 / s`` goes into the product that follows. The bias of the pointwise convolution
joins that of the convolution before it, and the pointwise norm's shift takes it back. The softmax over the two
positions of a pair is a sigmoid of their difference: ``y = x_1 + sigmoid(W (x_0 - x_1)) (x_0 - x_1)``, half the
product. Why so: decisions/dna/enformer-in-tiles.md.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from babelix.enformer.fast.winograd import TILE, Winograd
from babelix.enformer.layers import GELU_SCALE, ConvBlock, SoftmaxPool, Stage

# Rows computed at a time, so that what one step leaves is still in the cache for the next.
CHUNK = 1_024
# A GPU has no such cache to keep them in, and many of its units idle on few.
CHUNK_GPU = 1 << 17


@dataclass(frozen=True)
class Affine:
    """``silu(scale x + shift)``, channel by channel."""

    scale: Tensor
    shift: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        """Return it for rows x (..., channels)."""
        return functional.silu(torch.addcmul(self.shift, x, self.scale), inplace=True)


def folded(norm: nn.BatchNorm1d, dtype: torch.dtype, before: Tensor | None = None) -> Affine:
    """Return a norm in evaluation and what of the GELU stands before the sigmoid.

    `before` is what was added to x already and is to be taken back.
    """
    assert norm.running_mean is not None
    assert norm.running_var is not None
    g = norm.weight.float() / torch.sqrt(norm.running_var.float() + norm.eps)
    mean = norm.running_mean.float() + (0 if before is None else before.float())
    shift = norm.bias.float() - g * mean
    return Affine((GELU_SCALE * g).to(dtype), (GELU_SCALE * shift).to(dtype))


class FastStage:
    """The stem or a block of the tower. `reach` positions at either side are read beside what is computed.

    `winograd` computes convolutions of five positions by minimal filtering (`babelix.enformer.fast.winograd`).
    """

    def __init__(self, stage: Stage, winograd: bool = False) -> None:
        first, pointwise, pool = stage.first, stage.pointwise, stage.pool
        assert isinstance(pointwise, ConvBlock)
        assert isinstance(pool, SoftmaxPool)
        convolution = first.convolution if isinstance(first, ConvBlock) else first
        assert isinstance(convolution, nn.Conv1d)
        weight = convolution.weight
        self._out, self._into, width = weight.shape
        self.reach = width // 2
        joined = pointwise.convolution.bias
        assert joined is not None
        assert convolution.bias is not None
        self._bias = convolution.bias + joined
        self._first = folded(first.norm, weight.dtype) if isinstance(first, ConvBlock) else None
        self._pointwise = folded(pointwise.norm, weight.dtype, joined)
        self._maps = (pointwise.convolution.weight[:, :, 0].t(), pool.logits.weight.t())
        self._winograd = Winograd(weight) if winograd and self._first is not None else None
        # Tap by tap, (in, out): a view, once the parameter lies that way in memory.
        with torch.no_grad():
            convolution.weight.data = weight.permute(2, 0, 1).contiguous().permute(1, 2, 0)
        self._taps = [convolution.weight[:, :, tap].t() for tap in range(width)]
        self._whole = torch.cat([tap.contiguous() for tap in self._taps]) if self._first is None else None

    def __call__(self, x: Tensor, blank: tuple[int, int] = (0, 0), mask: Tensor | None = None) -> Tensor:
        """Return ``(batch, rows / 2, out)`` of x ``(batch, rows + 2 reach, in)``; rows are even.

        `blank` says how many positions at either end of x lie outside the input, and `mask` (batch, positions, 1) has
        zeros there where they are others for each of the batch: zeros stand there *behind* the activation.
        """
        batch, positions = x.shape[:2]
        rows = positions - 2 * self.reach
        found = x.new_empty(batch, rows // 2, self._out)
        most = CHUNK if x.device.type == "cpu" else CHUNK_GPU
        step = max(most // batch // (2 * TILE), 1) * 2 * TILE
        for begin in range(0, rows, step):
            end = min(begin + step, rows)
            piece = x[:, begin : end + 2 * self.reach]
            ends = (max(blank[0] - begin, 0), max(blank[1] - (rows - end), 0))
            some = None if mask is None else mask[:, begin : end + 2 * self.reach]
            self._piece(piece, ends, some, found[:, begin // 2 : end // 2])
        return found

    def _piece(self, x: Tensor, blank: tuple[int, int], mask: Tensor | None, out: Tensor) -> None:
        if self._first is not None:
            h = self._first(x)
            h[:, : blank[0]] = 0
            h[:, h.shape[1] - blank[1] :] = 0
            if mask is not None:
                h *= mask
            if self._winograd is not None:
                phases = self._winograd(h, self._bias, 1 / GELU_SCALE)
                self._finished(phases, out)
                return
            y = self._convolved(h)
        else:
            assert self._whole is not None
            windows = x.unfold(1, 2 * self.reach + 1, 1).transpose(2, 3).flatten(2)
            y = torch.addmm(self._bias, windows.flatten(0, 1), self._whole)
        self._pooled(y, out)

    def _convolved(self, h: Tensor) -> Tensor:
        rows = h.shape[1] - 2 * self.reach
        y = self._bias
        for tap, weight in enumerate(self._taps):
            seen = h[:, tap : tap + rows].reshape(-1, self._into)
            y = (
                torch.addmm(y, seen, weight, alpha=1 / GELU_SCALE)
                if tap == 0
                else y.addmm_(seen, weight, alpha=1 / GELU_SCALE)
            )
        return y

    def _pooled(self, y: Tensor, out: Tensor) -> None:
        """Add the pointwise convolution to rows y, pool pairs of them into `out`."""
        y.addmm_(self._pointwise(y), self._maps[0], alpha=1 / GELU_SCALE)
        pairs = y.view(-1, 2, self._out)
        difference = pairs[:, 0] - pairs[:, 1]
        gate = (difference @ self._maps[1]).sigmoid_()
        out.copy_(torch.addcmul(pairs[:, 1], gate, difference).view(out.shape))

    def _finished(self, phases: Tensor, out: Tensor) -> None:
        """The same for rows in phases (4, batch, tiles, channels): row t is in phase t mod 4."""
        y = phases.view(-1, self._out)
        y.addmm_(self._pointwise(y), self._maps[0], alpha=1 / GELU_SCALE)
        first, second = phases[0::2], phases[1::2]
        difference = first - second
        gate = (difference.flatten(0, 2) @ self._maps[1]).sigmoid_().view(difference.shape)
        pooled = torch.addcmul(second, gate, difference)
        # Pairs 0 and 1 of each tile lie apart here, side by side in the output.
        batch, tiles = phases.shape[1:3]
        whole = pooled.permute(1, 2, 0, 3).reshape(batch, 2 * tiles, self._out)
        out.copy_(whole[:, : out.shape[1]])
