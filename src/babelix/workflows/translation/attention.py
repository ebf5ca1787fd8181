"""What a translator attended to, as the maps that pages and figures read."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.text import END, START, Subwords
from babelix.workflows.translation.network import Network, cross_attention


def attention_maps(
    model: Network,
    subwords: Subwords,
    source: Sequence[int],
    target: Sequence[int],
    *,
    name: str,
    title: str,
) -> AttentionSet:
    """Return encoder, decoder and cross attention of one encoded pair (ids without start or end).

    A recurrent model has cross attention alone, if any. Raises `RequestError` for one that has none.
    The row that reads a token chooses the next: cross attention is labelled with what it chose.
    """
    device = model.E.weight.device
    read, given = [START, *target], [*source, END]
    pair = (torch.tensor([given], device=device), torch.tensor([read], device=device))
    source_labels, read_labels = subwords.labels(given), subwords.labels(read)
    chosen_labels = subwords.labels([*target, END])
    if isinstance(model, EncoderDecoder):
        cross = _stack(cross_attention(model, *pair))
        return AttentionSet(
            (AttentionMap(cross, chosen_labels, source_labels, "cross", model=name),), title=title
        )
    found = model.attentions(*pair)
    maps = (
        AttentionMap(_stack(found.encoder), source_labels, source_labels, "encoder", model=name),
        AttentionMap(_stack(found.decoder), read_labels, read_labels, "decoder", causal=True, model=name),
        AttentionMap(_stack(found.cross), chosen_labels, source_labels, "cross", model=name),
    )
    return AttentionSet(maps, title=title)


def _stack(layers: Sequence[Tensor]) -> np.ndarray:
    return np.stack([layer[0].float().cpu().numpy() for layer in layers])
