"""The Transformer of "Attention Is All You Need": encoder, decoder, model, the paper's named sizes."""

from babelix.transformer.model import Attentions, Transformer
from babelix.transformer.sizes import SIZES, TABLE_3, Size, size
from babelix.transformer.step import Decoding, TransformerStep

__all__ = ["SIZES", "TABLE_3", "Attentions", "Decoding", "Size", "Transformer", "TransformerStep", "size"]
