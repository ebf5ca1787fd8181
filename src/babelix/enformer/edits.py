"""Tower rows of sequences that differ from a known one in some bases: only what a change alters is computed.

A substitution is seen by 15 positions of the stem, 8 rows behind its pool, then 7, and by 6 of the last tower block's
rows: with zeros behind each activation at the window's ends these are exactly the rows that a full computation changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from babelix.enformer.fast.tower import Span, Tower

# Edits computed together.
TOGETHER = 32


@dataclass(frozen=True)
class Edit:
    """The bases from `position` of the window on become `bases`, one-hot (any number, 4)."""

    position: int
    bases: Tensor


class EditedTower:
    """A window's rows, and those of its edits that lie within `within`, all as many bases long as `length`."""

    def __init__(
        self, tower: Tower, one_hot: Float[Tensor, "bases 4"], within: Span, length: int = 1
    ) -> None:
        self._tower, self._one_hot, self._length = tower, one_hot, length
        ends = (within.first, within.last - length)
        first, last = self._changed(ends[0])[-1], self._changed(ends[1])[-1]
        wanted = Span(first.first, last.last)
        self._spans = tower.spans(len(one_hot), wanted)
        self._kept = [value[0] for value in tower.outputs(one_hot, wanted)]

    def _changed(self, position: int) -> list[Span]:
        """Return what is computed of each stage for an edit: so many rows anywhere, the changed among them."""
        found = [Span(position, position + self._length)]
        for number, stage in enumerate(self._tower.stages):
            size = len(self._one_hot) >> (number + 1)
            before, reach = found[-1], stage.reach
            rows = min((before.last - before.first + 2 * reach) // 2 + 1, size)
            first = min(max((before.first - reach) // 2, 0), size - rows)
            found.append(Span(first, first + rows))
        return found

    def alternatives(self, edits: Sequence[Edit]) -> list[tuple[int, Tensor]]:
        """Return, for each edit, the first row that it may change, and the rows (rows, width)."""
        found: list[tuple[int, Tensor]] = []
        for begin in range(0, len(edits), TOGETHER):
            found += self._together(edits[begin : begin + TOGETHER])
        return found

    def _together(self, edits: Sequence[Edit]) -> list[tuple[int, Tensor]]:
        spans = [self._changed(edit.position) for edit in edits]
        values = torch.stack([edit.bases for edit in edits])
        for number, stage in enumerate(self._tower.stages):
            size = len(self._one_hot) >> number
            inputs, outputs = [each[number] for each in spans], [each[number + 1] for each in spans]
            at = self._column([2 * each.first - stage.reach for each in outputs])
            places = at + torch.arange(
                2 * (outputs[0].last - outputs[0].first + stage.reach), device=at.device
            )
            inside = (places >= 0) & (places < size)
            kept = self._kept[number]
            x = kept[(places - self._spans[number].first).clamp(0, len(kept) - 1)]
            own = self._column([each.first for each in inputs]) - at
            columns = own + torch.arange(values.shape[1], device=at.device)
            x[torch.arange(len(edits), device=at.device)[:, None], columns] = values
            mask = None if bool(inside.all()) else inside[..., None].to(x)
            # Bases outside the window are zeros themselves.
            values = stage(x if mask is None or number else x * mask, mask=mask)
        return [(each[-1].first, rows) for each, rows in zip(spans, values, strict=True)]

    def _column(self, numbers: Sequence[int]) -> Tensor:
        return torch.tensor(numbers, device=self._one_hot.device)[:, None]
