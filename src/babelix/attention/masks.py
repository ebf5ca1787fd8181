"""Masks. One polarity everywhere: True = may be attended."""

import torch
from jaxtyping import Bool, Int
from torch import Tensor


def padding_mask(tokens: Int[Tensor, "batch keys"], padding: int) -> Bool[Tensor, "batch 1 1 keys"]:
    """Return True where a key is a real token; broadcasts over heads and queries."""
    return (tokens != padding)[:, None, None, :]


def causal_mask(length: int, device: torch.device | None = None) -> Bool[Tensor, "length length"]:
    """Return True where key j stands at or before query i (section 3.2.3: no look to the right)."""
    return torch.ones(length, length, dtype=torch.bool, device=device).tril()
