"""The equations of attention: dot products, heads, masks, positions."""

from babelix.attention.dot_product import scaled_dot_product_attention
from babelix.attention.masks import causal_mask, padding_mask
from babelix.attention.multi_head import Cache, MultiHeadAttention
from babelix.attention.positions import LearnedPositions, SinusoidalPositions, sinusoids

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
