"""Heads taken out: what a head writes is replaced before W^O mixes it with the others.

    MultiHead = Concat(head_1, ..., r, ..., head_h) W^O        with r = 0 or the mean of head_i over real positions

Zero-ablation removes the head; mean-ablation (Wang et al. 2022, section 2.1) removes what it says about this sentence
and keeps what it always says, which the layers above may count on. Hooks do it: the model's parameters and its code
stay as they are, and nothing is slower once the block ends.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Literal, NamedTuple, get_args

import torch
from jaxtyping import Float
from torch import Tensor, nn

from babelix.attention import MultiHeadAttention
from babelix.base.errors import RequestError, did_you_mean
from babelix.transformer.model import Transformer

Stack = Literal["encoder", "decoder", "cross"]
STACKS: tuple[Stack, ...] = get_args(Stack)
How = Literal["zero", "mean"]
HOW: tuple[How, ...] = get_args(How)


class Head(NamedTuple):
    """One head: its attention (`encoder`, `decoder` or `cross`), its layer and its number, from 0."""

    stack: Stack
    layer: int
    head: int

    def __str__(self) -> str:
        return f"{self.stack} layer {self.layer} head {self.head}"


def all_heads(model: Transformer) -> list[Head]:
    """Return every head of the model, attention by attention, layer by layer."""
    return [
        Head(stack, layer, head)
        for stack in STACKS
        for layer, attention in enumerate(_attentions(model, stack))
        for head in range(attention.heads)
    ]


def others_of_layer(model: Transformer, head: Head) -> list[Head]:
    """Return the other heads of the same attention and layer."""
    return [other for other in all_heads(model) if other[:2] == head[:2] and other != head]


def replacements(
    heads: Iterable[Head], how: Sequence[How], means: Mapping[Head, Tensor]
) -> dict[tuple[Head, How], Tensor | float]:
    """Return what stands in the place of each head in each way, `means` of the heads where `mean` is asked for.

    A head that has no mean is none of the model's: `ablated` refuses it.
    """
    return {(head, way): means.get(head, 0.0) if way == "mean" else 0.0 for head in heads for way in how}


@contextmanager
def ablated(model: Transformer, replacements: Mapping[Head, Tensor | float]) -> Iterator[None]:
    """Replace heads' outputs within the block: by a number, or by a vector of width d_v.

    Raises `RequestError` for a head the model does not have, or a vector of another width.
    """
    by_attention: dict[MultiHeadAttention, dict[int, Tensor | float]] = {}
    for head, value in replacements.items():
        attention = _find(model, head)
        d_v = attention.W_O.in_features // attention.heads
        if isinstance(value, Tensor) and value.shape != (d_v,):
            raise RequestError(
                f"{head}: expected a replacement of width {d_v}, got shape {list(value.shape)}"
            )
        by_attention.setdefault(attention, {})[head.head] = value

    with ExitStack() as hooks:
        for attention, values in by_attention.items():
            handle = attention.W_O.register_forward_pre_hook(_replacing(attention.heads, values))
            hooks.callback(handle.remove)
        yield


def _replacing(heads: int, values: Mapping[int, Tensor | float]) -> Any:
    def replace(module: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor]:
        (concatenated,) = inputs
        each = concatenated.reshape(*concatenated.shape[:-1], heads, -1).clone()
        for head, value in values.items():
            each[..., head, :] = value.to(each) if isinstance(value, Tensor) else value
        return (each.flatten(-2),)

    return replace


@torch.no_grad()
def head_means(
    model: Transformer, batches: Iterable[tuple[Tensor, Tensor]]
) -> dict[Head, Float[Tensor, " d_v"]]:
    """Return the mean output of every head over the positions of `batches` that are not padding.

    A batch is (source, target), each [batch, length]; the target begins with the start token. Raises
    `RequestError` when there is no batch.
    """
    seen: dict[tuple[Stack, int], Tensor] = {}
    sums: dict[tuple[Stack, int], Tensor] = {}
    counts = dict.fromkeys(STACKS, 0)
    with ExitStack() as hooks:
        for stack in STACKS:
            for layer, attention in enumerate(_attentions(model, stack)):
                handle = attention.W_O.register_forward_pre_hook(_keeping(seen, (stack, layer)))
                hooks.callback(handle.remove)
        for source, target in batches:
            model.hidden(source, target)
            real = {"encoder": source != model.padding, "decoder": target != model.padding}
            real["cross"] = real["decoder"]
            for key, outputs in seen.items():
                total = outputs[real[key[0]]].double().sum(0)
                sums[key] = sums[key] + total if key in sums else total
            for stack in STACKS:
                counts[stack] += int(real[stack].sum())
    if not sums:
        raise RequestError("expected at least one sentence pair to take the heads' means of, got none")
    means: dict[Head, Tensor] = {}
    for head in all_heads(model):
        total = sums[head.stack, head.layer] / counts[head.stack]
        means[head] = total.chunk(_find(model, head).heads)[head.head].float()
    return means


def _keeping(seen: dict[tuple[Stack, int], Tensor], key: tuple[Stack, int]) -> Any:
    def keep(module: nn.Module, inputs: tuple[Tensor]) -> None:
        seen[key] = inputs[0]

    return keep


def _attentions(model: Transformer, stack: Stack) -> list[MultiHeadAttention]:
    layers = model.encoder if stack == "encoder" else model.decoder
    found = [layer.cross_attention if stack == "cross" else layer.attention for layer in layers]
    return [attention for attention in found if isinstance(attention, MultiHeadAttention)]


def _find(model: Transformer, head: Head) -> MultiHeadAttention:
    if head.stack not in STACKS:
        raise RequestError(
            f"unknown kind of attention {head.stack!r}{did_you_mean(head.stack, STACKS)}; known: {', '.join(STACKS)}"
        )
    layers = _attentions(model, head.stack)
    if not 0 <= head.layer < len(layers):
        raise RequestError(f"the model has no {head}; its {head.stack} layers are 0 to {len(layers) - 1}")
    if not 0 <= head.head < layers[head.layer].heads:
        raise RequestError(f"the model has no {head}; its heads are 0 to {layers[head.layer].heads - 1}")
    return layers[head.layer]
