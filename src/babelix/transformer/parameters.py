"""How many parameters a Transformer has, counted from its numbers alone.

Weights and biases of every linear map, gain and bias of every LayerNorm, and one embedding matrix that is source
embedding, target embedding and output projection at once (Vaswani et al. 2017, section 3.4). Post-norm, as published.
"""

from babelix.transformer.sizes import Size


def count(size: Size, vocabulary: int) -> int:
    """Return the number of parameters with `vocabulary` tokens."""
    return vocabulary * size.d_model + count_without_embedding(size)


def count_without_embedding(size: Size) -> int:
    """Return the number of parameters outside the embedding matrix."""
    norm, attention = 2 * size.d_model, _attention(size)
    feed_forward = _linear(size.d_model, size.d_ff) + _linear(size.d_ff, size.d_model)
    encoder_layer = attention + feed_forward + 2 * norm
    decoder_layer = 2 * attention + feed_forward + 3 * norm
    positions = (size.max_length or 0) * size.d_model
    return size.encoder_layers * encoder_layer + size.decoder_layers * decoder_layer + positions


def _attention(size: Size) -> int:
    """W^Q, W^K, W^V and W^O of all heads (section 3.2.2)."""
    queries = keys = size.heads * (size.d_k or size.d_model // size.heads)
    values = size.heads * (size.d_v or size.d_model // size.heads)
    into_heads = sum(_linear(size.d_model, width) for width in (queries, keys, values))
    return into_heads + _linear(values, size.d_model)


def _linear(inputs: int, outputs: int) -> int:
    return (inputs + 1) * outputs
