"""Stem and tower in tiles with exact halos: memory is flat in the length of the input."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from babelix.enformer.fast.stages import FastStage
from babelix.enformer.layers import Stage
from babelix.enformer.model import Enformer, check_length

# Rows of the tower's output computed at a time: of 128 bases each.
ROWS, ROWS_GPU = 64, 1_536


@dataclass(frozen=True)
class Span:
    """Positions ``[first, last)`` of a stage's output."""

    first: int
    last: int


class Tower:
    """The stem and the tower's blocks, ready to predict."""

    def __init__(self, model: Enformer, winograd: bool = False) -> None:
        self.sizes = model.sizes
        stages = [model.stem, *model.tower]
        self.stages = [FastStage(stage, winograd) for stage in stages if isinstance(stage, Stage)]

    def __call__(self, one_hot: Float[Tensor, "batch length 4"]) -> Float[Tensor, "batch bins width"]:
        """Return what `Enformer.rows` returns."""
        check_length(one_hot.shape[1], self.sizes)
        bins = one_hot.shape[1] // self.sizes.bin
        found = one_hot.new_empty(len(one_hot), bins, self.sizes.width)
        step = ROWS if one_hot.device.type == "cpu" else ROWS_GPU
        for number, window in enumerate(one_hot):
            for first in range(0, bins, step):
                last = min(first + step, bins)
                found[number, first:last] = self.rows(window, Span(first, last))
        return found

    def rows(self, one_hot: Float[Tensor, "length 4"], wanted: Span) -> Float[Tensor, "rows width"]:
        """Return some rows of the tower's output, computed from the bases that they see and no others."""
        return self.outputs(one_hot, wanted)[-1][0]

    def outputs(self, one_hot: Float[Tensor, "length 4"], wanted: Span) -> list[Tensor]:
        """Return each stage's output over the span that `spans` says, the input first: (1, positions, channels)."""
        length = len(one_hot)
        spans = self.spans(length, wanted)
        values = [one_hot[None, spans[0].first : spans[0].last]]
        for stage, before, after in zip(self.stages, spans, spans[1:], strict=False):
            first, last = 2 * after.first - stage.reach, 2 * after.last + stage.reach
            blank = (before.first - first, last - before.last)
            x = torch.nn.functional.pad(values[-1], (0, 0, *blank))
            values.append(stage(x, blank))
        return values

    def spans(self, length: int, wanted: Span) -> list[Span]:
        """Return the span of every stage's output, the input's first, that `wanted` rows of the last one need."""
        found = [wanted]
        for number in range(len(self.stages) - 1, -1, -1):
            size, after, reach = length >> number, found[0], self.stages[number].reach
            found.insert(0, Span(max(2 * after.first - reach, 0), min(2 * after.last + reach, size)))
        return found
