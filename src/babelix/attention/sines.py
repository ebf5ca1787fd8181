"""The sinusoids of positions (Vaswani et al. 2017, section 3.5), in numpy: one table, whatever computes with it.

PE(pos, 2i)   = sin(pos / 10000^(2i / d_model))
PE(pos, 2i+1) = cos(pos / 10000^(2i / d_model))
"""

import numpy as np
from jaxtyping import Float32

from babelix.base.errors import RequestError


def sinusoid_table(length: int, d_model: int) -> Float32[np.ndarray, "length d_model"]:
    """Return PE for positions 0 .. length-1, computed in float64 so that far positions keep their phase."""
    pos = np.arange(length, dtype=np.float64)[:, None]
    two_i = np.arange(0, d_model, 2, dtype=np.float64)
    angle = pos / 10000.0 ** (two_i / d_model)
    PE = np.empty((length, d_model), dtype=np.float32)
    PE[:, 0::2] = np.sin(angle)
    PE[:, 1::2] = np.cos(angle[:, : d_model // 2])
    return PE


def check_learned(length: int, learned: int) -> None:
    """Raise `RequestError` where a sequence of `length` tokens has more positions than a model has `learned`."""
    if length > learned:
        raise RequestError(
            f"a sequence of {length} tokens exceeds the {learned} learned positions of this model; shorten it or "
            "train with sinusoidal positions"
        )
