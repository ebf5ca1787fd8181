"""How much of what a core can multiply a search makes use of."""

import time
from collections.abc import Sequence

import torch

from babelix.transformer import Transformer

_SIDE = 1536


def matmul_peak(repeats: int = 7) -> float:
    """Return multiplications a second of the processor of torch's float32 product of large matrices, at best."""
    a, b = torch.randn(_SIDE, _SIDE), torch.randn(_SIDE, _SIDE)
    least = float("inf")
    for _ in range(repeats):
        began = time.process_time()
        a @ b
        least = min(least, time.process_time() - began)
    return float(_SIDE**3 / least)


def multiplications(model: Transformer, sources: Sequence[Sequence[int]], tokens: int, beam: int) -> float:
    """Return those with weights of a search that writes `tokens` for each source; attention's own are few beside."""
    d, ff = model.E.embedding_dim, model.encoder[0].get_submodule("feed_forward.W_1").out_features
    assert isinstance(ff, int)
    read, rows = sum(map(len, sources)), len(sources) * (1 + beam * (tokens - 1))
    encoder, decoder = len(model.encoder), len(model.decoder)
    encoded = read * (encoder * (4 * d * d + 2 * d * ff) + decoder * 2 * d * d)
    return float(encoded + rows * (decoder * (6 * d * d + 2 * d * ff) + d * model.E.num_embeddings))
