"""The equations of attention: dot products, heads, masks, positions."""

from typing import TYPE_CHECKING

from babelix.base.later import offered

if TYPE_CHECKING:
    from babelix.attention.dot_product import scaled_dot_product_attention
    from babelix.attention.masks import causal_mask, padding_mask
    from babelix.attention.multi_head import Cache, MultiHeadAttention
    from babelix.attention.positions import LearnedPositions, SinusoidalPositions, sinusoids
else:
    __getattr__, __dir__ = offered(
        __name__,
        {
            "Cache": "multi_head",
            "LearnedPositions": "positions",
            "MultiHeadAttention": "multi_head",
            "SinusoidalPositions": "positions",
            "causal_mask": "masks",
            "padding_mask": "masks",
            "scaled_dot_product_attention": "dot_product",
            "sinusoids": "positions",
        },
    )

__all__ = [
    "Cache",
    "LearnedPositions",
    "MultiHeadAttention",
    "SinusoidalPositions",
    "causal_mask",
    "padding_mask",
    "scaled_dot_product_attention",
    "sinusoids",
]
