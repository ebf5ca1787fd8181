"""N-grams in three bytes each, for shipping: a word, and its alpha to three in a hundred.

    alpha ~ exp((c - 255) / 18),   c = 1 ... 255, 0 for nothing;      gamma(h) = 1 - sum_w alpha(h w)

Which context an n-gram has is how many each context has, or where these are few the number of its context. What a
context leaves to the shorter order is what its words do not have: probabilities sum to one whatever the rounding.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.classic.next_word.kneser_ney import Floats, KneserNey, Level, Longs

_STEP, _MOST = 18.0, 255
# The most that the words of a context have.
_FULL = 0.999
Arrays = Mapping[str, NDArray[np.generic]]


def pack(model: KneserNey) -> dict[str, NDArray[np.generic]]:
    """Return the model as small arrays by name. Raises `RequestError` for more than 65,536 words."""
    if model.V > 1 << 16:
        raise RequestError(f"{model.V:,} words: expected at most {1 << 16:,} to pack them")
    found: dict[str, NDArray[np.generic]] = {"packed": np.array(model.discounts)}
    for k, level in enumerate(model.levels, start=1):
        with np.errstate(divide="ignore"):
            code = np.rint(np.maximum(_MOST + _STEP * np.log(level.alpha), 0))
        found[f"{k}.alpha"] = np.minimum(code, _MOST).astype(np.uint8)
        if k == 1:
            continue
        context = level.keys // model.V
        found[f"{k}.word"] = (level.keys % model.V).astype(np.uint16)
        counts = np.bincount(context, minlength=len(level.gamma))
        if 2 * len(counts) <= 4 * len(context) and counts.max(initial=0) < 1 << 16:
            found[f"{k}.counts"] = counts.astype(np.uint16)
        else:
            found[f"{k}.context"] = context.astype(np.uint32)
    return found


def is_packed(arrays: Arrays) -> bool:
    """Tell whether arrays are what `pack` made."""
    return "packed" in arrays


def unpack(arrays: Arrays, V: int, origin: str) -> KneserNey:
    """Return the model that `pack` made. Raises `RequestError` when `origin` lacks something or does not fit."""
    levels: list[Level] = []
    try:
        D = np.asarray(arrays["packed"], np.float64)
        for k in range(1, len(D) + 1):
            contexts = len(levels[-1].keys) if levels else 1
            alpha = _decoded(np.asarray(arrays[f"{k}.alpha"]))
            if k == 1:
                keys, context = np.arange(V), np.zeros(V, np.int64)
            else:
                context = _contexts(arrays, k, contexts)
                keys = context * V + np.asarray(arrays[f"{k}.word"]).astype(np.int64)
            taken = np.bincount(context, weights=alpha, minlength=contexts)
            # Rounding may give the words of a context more than there is, and something is left for all others.
            over = np.maximum(taken / _FULL, 1.0)
            levels.append(Level(keys, alpha / over[context], 1 - taken / over))
    except (KeyError, ValueError, IndexError) as error:
        raise RequestError(f"{origin} holds no packed n-grams over {V:,} words ({error})") from None
    return KneserNey(V, tuple(levels), tuple((float(a), float(b), float(c)) for a, b, c in D))


def _decoded(code: NDArray[np.generic]) -> Floats:
    c = code.astype(np.float64)
    return np.where(c > 0, np.exp((c - _MOST) / _STEP), 0.0)


def _contexts(arrays: Arrays, k: int, contexts: int) -> Longs:
    if f"{k}.counts" in arrays:
        return np.repeat(np.arange(contexts), np.asarray(arrays[f"{k}.counts"]).astype(np.int64))
    return np.asarray(arrays[f"{k}.context"]).astype(np.int64)
