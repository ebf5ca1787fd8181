"""How wide the heads of an attention are."""

from babelix.base.errors import RequestError


def head_widths(d_model: int, heads: int, d_k: int | None, d_v: int | None) -> tuple[int, int]:
    """Return the widths of one head's keys and values, d_model / heads unless given.

    Raises `RequestError` when a width is neither given nor whole.
    """
    if d_model % heads and (d_k is None or d_v is None):
        raise RequestError(
            f"d_model {d_model} is not divisible by {heads} heads; change one of them or give d_k and d_v"
        )
    return d_k if d_k is not None else d_model // heads, d_v if d_v is not None else d_model // heads
