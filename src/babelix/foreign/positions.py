"""How many tokens a model has positions for."""

from typing import Any

from torch import nn

_NAMES = ("position_embeddings", "wpe", "embed_positions")


def learned_positions(model: Any) -> int | None:
    """Return how many tokens the learned positions of `model` are enough for; None when it learns none.

    RoBERTa and its kin number positions from their padding's number plus one on, so that many fewer tokens fit.
    """
    found = [
        module.num_embeddings - (0 if module.padding_idx is None else module.padding_idx + 1)
        for name, module in model.named_modules()
        if isinstance(module, nn.Embedding)
        and name.rpartition(".")[2] in ("position_embeddings", "wpe", "embed_positions")
    ]
    return min(found, default=None)
