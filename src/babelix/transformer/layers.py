"""One layer of the encoder and of the decoder (Vaswani et al. 2017, sections 3.1 and 3.3)."""

from collections.abc import Callable

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from babelix.attention import Cache, MultiHeadAttention
from babelix.attention.multi_head import extend
from babelix.base.errors import RequestError
from babelix.transformer.dropout import Dropout


class FeedForward(nn.Module):
    """FFN(x) = max(0, x W_1 + b_1) W_2 + b_2   (equation 2)."""

    def __init__(self, d_model: int, d_ff: int) -> None:
        super().__init__()
        self.W_1 = nn.Linear(d_model, d_ff)
        self.W_2 = nn.Linear(d_ff, d_model)
        for linear in (self.W_1, self.W_2):
            nn.init.xavier_uniform_(linear.weight)
            nn.init.zeros_(linear.bias)

    def forward(self, x: Float[Tensor, "batch length d_model"]) -> Float[Tensor, "batch length d_model"]:
        """Apply the two linear maps to every position alike."""
        # Flat, a product is no view of one, and what is in its place need not be copied back.
        out: Tensor = self.W_2(self.W_1(x.flatten(0, -2)).relu_())
        return out.view(x.shape)


class Residual(nn.Module):
    """The connection around each sub-layer.

    Published (post-norm): LayerNorm(x + Dropout(Sublayer(x))), section 3.1. By choice (pre-norm):
    x + Dropout(Sublayer(LayerNorm(x))), which trains without a long warm-up (Xiong et al. 2020).
    """

    def __init__(self, d_model: int, dropout: float, *, pre_norm: bool) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(d_model)
        self.dropout = Dropout(dropout)
        self.pre_norm = pre_norm

    def forward(
        self, x: Float[Tensor, "batch length d_model"], sublayer: Callable[[Tensor], Tensor]
    ) -> Float[Tensor, "batch length d_model"]:
        """Return x with `sublayer`'s output added."""
        if self.pre_norm:
            added: Tensor = self.dropout(sublayer(self.norm(x)))
            return x + added
        return self.dropout.normalised_sum(x, sublayer(x), self.norm)


class EncoderLayer(nn.Module):
    """Self-attention, then the feed-forward network."""

    def __init__(
        self,
        d_model: int,
        d_ff: int,
        *,
        heads: int,
        dropout: float,
        d_k: int | None = None,
        d_v: int | None = None,
        pre_norm: bool = False,
    ) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(d_model, heads, d_k=d_k, d_v=d_v)
        self.feed_forward = FeedForward(d_model, d_ff)
        self.residuals = nn.ModuleList(Residual(d_model, dropout, pre_norm=pre_norm) for _ in range(2))

    def forward(
        self,
        x: Float[Tensor, "batch source d_model"],
        mask: Bool[Tensor, "batch 1 1 source"] | None,
        weights: list[Tensor] | None = None,
    ) -> Float[Tensor, "batch source d_model"]:
        """Return the layer's output; append the heads' weights to `weights` when a list is given."""

        def attend(h: Tensor) -> Tensor:
            return keep(
                weights, self.attention(h, self.attention.project(h), mask, weights=weights is not None)
            )

        x = self.residuals[0](x, attend)
        x = self.residuals[1](x, self.feed_forward)
        return x

    @torch.no_grad()
    def pass_on(self) -> None:
        """Make the layer return its input: both sub-layers end in a zero map, whose gradient is not zero.

        Raises `RequestError` in a post-norm layer, which normalises whatever comes.
        """
        if not all(residual.pre_norm for residual in self.residuals):
            raise RequestError("a layer passes its input on only where it normalises before each sub-layer")
        for last in (self.attention.W_O, self.feed_forward.W_2):
            for parameter in last.parameters():
                parameter.zero_()


class DecoderLayer(nn.Module):
    """Masked self-attention, attention to the encoder's output, then the feed-forward network."""

    def __init__(
        self,
        d_model: int,
        d_ff: int,
        *,
        heads: int,
        dropout: float,
        d_k: int | None = None,
        d_v: int | None = None,
        pre_norm: bool = False,
    ) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(d_model, heads, d_k=d_k, d_v=d_v)
        self.cross_attention = MultiHeadAttention(d_model, heads, d_k=d_k, d_v=d_v)
        self.feed_forward = FeedForward(d_model, d_ff)
        self.residuals = nn.ModuleList(Residual(d_model, dropout, pre_norm=pre_norm) for _ in range(3))

    def forward(
        self,
        x: Float[Tensor, "batch target d_model"],
        past: Cache | None,
        *,
        memory: Cache,
        mask: Bool[Tensor, "target keys"] | None = None,
        memory_mask: Bool[Tensor, "batch 1 1 source"] | None = None,
        weights: list[Tensor] | None = None,
        cross_weights: list[Tensor] | None = None,
    ) -> tuple[Float[Tensor, "batch target d_model"], Cache]:
        """Return the layer's output and its keys and values, those of `past` first."""
        present: list[Cache] = []

        def attend(h: Tensor) -> Tensor:
            new = self.attention.project(h)
            present.append(extend(past, new) if past is not None else new)
            return keep(weights, self.attention(h, present[0], mask, weights=weights is not None))

        def attend_to_source(h: Tensor) -> Tensor:
            asked = cross_weights is not None
            return keep(cross_weights, self.cross_attention(h, memory, memory_mask, weights=asked))

        x = self.residuals[0](x, attend)
        x = self.residuals[1](x, attend_to_source)
        x = self.residuals[2](x, self.feed_forward)
        return x, present[0]


def keep(weights: list[Tensor] | None, result: tuple[Tensor, Tensor | None]) -> Tensor:
    """Return the attention's output; put its weights into the list when there is one."""
    out, A = result
    if weights is not None and A is not None:
        weights.append(A)
    return out
