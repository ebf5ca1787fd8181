"""The Transformer of "Attention Is All You Need": encoder, decoder, model, the paper's named sizes."""

from typing import TYPE_CHECKING

from babelix.base.later import offered
from babelix.transformer.sizes import SIZES, TABLE_3, Size, size

if TYPE_CHECKING:
    from babelix.transformer.model import Attentions, Transformer
    from babelix.transformer.step import Decoding, TransformerStep
else:
    __getattr__, __dir__ = offered(
        __name__,
        {"Attentions": "model", "Decoding": "step", "Transformer": "model", "TransformerStep": "step"},
    )

__all__ = ["SIZES", "TABLE_3", "Attentions", "Decoding", "Size", "Transformer", "TransformerStep", "size"]
