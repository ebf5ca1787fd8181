"""The largest values of each row, in an order that ties cannot disturb."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

_BLOCK = 64


def largest(
    values: Float[Tensor, "rows columns"], count: int
) -> tuple[Float[Tensor, "rows count"], Int[Tensor, "rows count"]]:
    """Return each row's `count` largest values and their columns: best first, of equals the lower column.

    ``torch.topk`` promises no order among equals, so a tie across the edge is looked at wider. Minus infinity
    stands for "impossible": which of several such columns is returned means nothing.
    """
    columns = values.shape[1]
    wide = min(count + 1, columns)
    while True:
        top, where = _topk(values, wide)
        tied = (top[:, count - 1] == top[:, -1]) & (top[:, -1] > -torch.inf)
        if wide == columns or not bool(tied.any()):
            break
        wide = min(2 * wide, columns)
    where, order = where.sort(dim=1)
    top, order = top.gather(1, order).sort(dim=1, descending=True, stable=True)
    return top[:, :count], where.gather(1, order)[:, :count]


def _topk(
    values: Float[Tensor, "rows columns"], count: int
) -> tuple[Float[Tensor, "rows count"], Int[Tensor, "rows count"]]:
    """``values.topk(count, dim=1)``, twice as fast on long rows.

    The `count` largest values are in the `count` blocks of columns with the largest maxima, or in the columns
    left over after the last whole block.
    """
    columns = values.shape[1]
    blocks = columns // _BLOCK
    if blocks <= 4 * count:
        return values.topk(count, dim=1)
    maxima = values[:, : blocks * _BLOCK].reshape(-1, blocks, _BLOCK).amax(dim=2)
    best = maxima.topk(count, dim=1, sorted=False).indices
    numbers = torch.arange(columns, device=values.device)
    within = (best[:, :, None] * _BLOCK + numbers[:_BLOCK]).flatten(1)
    within = torch.cat([within, numbers[blocks * _BLOCK :].expand(len(values), -1)], dim=1)
    top, where = values.gather(1, within).topk(count, dim=1)
    return top, within.gather(1, where)
