"""What the published weights call each tensor, and what it is called here."""

import re
from collections.abc import Iterable, Mapping

from torch import Tensor, nn

# Ours to the published; {} is a number. The published file has everything twice, the second time below `_trunk`.
_PAIRS = (
    ("stem.first", "stem.0"),
    ("stem.pointwise.norm", "stem.1.fn.0"),
    ("stem.pointwise.convolution", "stem.1.fn.2"),
    ("stem.pool.logits", "stem.2.to_attn_logits"),
    ("tower.{}.first.norm", "conv_tower.{}.0.0"),
    ("tower.{}.first.convolution", "conv_tower.{}.0.2"),
    ("tower.{}.pointwise.norm", "conv_tower.{}.1.fn.0"),
    ("tower.{}.pointwise.convolution", "conv_tower.{}.1.fn.2"),
    ("tower.{}.pool.logits", "conv_tower.{}.2.to_attn_logits"),
    ("layers.{}.attention_norm", "transformer.{}.0.fn.0"),
    ("layers.{}.attention.W_Q", "transformer.{}.0.fn.1.to_q"),
    ("layers.{}.attention.W_K", "transformer.{}.0.fn.1.to_k"),
    ("layers.{}.attention.W_V", "transformer.{}.0.fn.1.to_v"),
    ("layers.{}.attention.W_O", "transformer.{}.0.fn.1.to_out"),
    ("layers.{}.attention.W_R", "transformer.{}.0.fn.1.to_rel_k"),
    ("layers.{}.attention.u", "transformer.{}.0.fn.1.rel_content_bias"),
    ("layers.{}.attention.v", "transformer.{}.0.fn.1.rel_pos_bias"),
    ("layers.{}.feed_forward_norm", "transformer.{}.1.fn.0"),
    ("layers.{}.W_1", "transformer.{}.1.fn.1"),
    ("layers.{}.W_2", "transformer.{}.1.fn.4"),
    ("last.norm", "final_pointwise.1.0"),
    ("last.convolution", "final_pointwise.1.2"),
)
_PUBLISHED = dict(_PAIRS)
_NUMBER = re.compile(r"(?<=\.)(\d+)(?=\.)")
TWICE = "_trunk."


def published_name(name: str) -> str:
    """Return the published name of one of our tensors."""
    parts = name.split(".")
    if parts[0] == "heads":
        return f"_heads.{parts[1]}.0.{parts[2]}"
    if name in _filled(name):  # u and v are no modules
        return _filled(name)[name]
    module, _, kind = name.rpartition(".")
    return f"{_filled(name)[module]}.{kind}"


def published(model: nn.Module) -> dict[str, Tensor]:
    """Return the tensors of a model under their published names and in their published shapes."""
    return {published_name(name): _shaped(name, tensor) for name, tensor in model.state_dict().items()}


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names that are no second copies."""
    return [name for name in names if not name.startswith(TWICE)]


def ours(model: nn.Module, found: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return tensors under our names and in our shapes, those of published names that `model` has."""
    expected = model.state_dict()
    return {name: found[published_name(name)].reshape(expected[name].shape) for name in expected}


def _filled(name: str) -> dict[str, str]:
    number = next(iter(_NUMBER.findall(name)), "")
    return {mine.format(number): theirs.format(number) for mine, theirs in _PUBLISHED.items()}


def _shaped(name: str, tensor: Tensor) -> Tensor:
    """The pools' maps are 1 x 1 convolutions over pairs there: (out, in, 1, 1)."""
    return tensor[:, :, None, None] if name.endswith("pool.logits.weight") else tensor
