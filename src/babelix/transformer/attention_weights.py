"""The encoder's attention weights of many sentences, in batches that hold no padding."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import torch
from jaxtyping import Float32

from babelix.transformer.model import Transformer


def encoder_weights(
    model: Transformer, rows: Sequence[Sequence[int]], batch_size: int = 64
) -> Iterator[tuple[list[int], Float32[np.ndarray, "batch layers heads length length"]]]:
    """Yield the numbers of some of `rows` (ids, end token included) and their weights, until each has come once.

    Rows of equal length share a batch, shorter ones first.
    """
    lengths = [len(row) for row in rows]
    order = sorted(range(len(rows)), key=lengths.__getitem__)
    for _, equal in groupby(order, key=lengths.__getitem__):
        alike = list(equal)
        for first in range(0, len(alike), batch_size):
            part = alike[first : first + batch_size]
            weights: list[torch.Tensor] = []
            source = torch.tensor([list(rows[i]) for i in part], device=model.E.weight.device)
            with torch.no_grad():
                model.encode(source, weights)
            yield part, torch.stack(weights, dim=1).float().cpu().numpy()
