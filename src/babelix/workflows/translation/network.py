"""The networks that translate: the Transformer, and the recurrent encoder and decoder that came before it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.classic.recurrent.step import RecurrentStep
from babelix.training.stored import Weight, in_floats
from babelix.training.tensors import Undrawn, load_weights
from babelix.transformer import Transformer, TransformerStep
from babelix.transformer.words import Words
from babelix.workflows.runs.build import build_model
from babelix.workflows.runs.sizes import resolve_size
from babelix.workflows.runs.weights import read_weights
from babelix.workflows.translation.settings import ModelSettings

Network = Transformer | EncoderDecoder
"""What translates. All have an embedding matrix `E`, whose products with `hidden` are the scores of the next token."""


def build_network(settings: ModelSettings, vocabulary: int, words: Words | None = None) -> Network:
    """Return a freshly initialised network; the caller seeds torch before. `words` are those whose vectors it reads."""
    if settings.kind == "transformer":
        return build_model(settings, vocabulary, words)
    chosen = resolve_size(settings.model_copy(update={"heads": 1}))
    return EncoderDecoder(
        vocabulary,
        d_model=chosen.d_model,
        hidden=chosen.d_ff,
        dropout=chosen.dropout,
        attention=settings.kind == "gru-attention",
    )


def network_of(
    settings: ModelSettings,
    vocabulary: int,
    stored: Mapping[str, Weight],
    origin: str,
    words: Words | None = None,
) -> Network:
    """Return the network of weights that were read without torch. Raises `RequestError` where they do not fit."""
    tensors = {
        name: torch.from_numpy(np.require(in_floats(weight), requirements="W"))
        for name, weight in stored.items()
    }
    return _loaded(settings, vocabulary, tensors, origin, words)


def read_network(
    settings: ModelSettings, vocabulary: int, folder: Path, words: Words | None = None
) -> Network:
    """Return the network of a run folder. Raises `RequestError` as `read_weights`, and where they do not fit."""
    weights, found = read_weights(folder)
    return _loaded(settings, vocabulary, weights, str(found), words)


def _loaded(
    settings: ModelSettings,
    vocabulary: int,
    weights: Mapping[str, Tensor],
    origin: str,
    words: Words | None = None,
) -> Network:
    with Undrawn():
        network = build_network(settings, vocabulary, words)
    load_weights(network, weights, origin)
    return network.eval()


def parameters(settings: ModelSettings, vocabulary: int) -> int:
    """Return how many parameters a network has, which is built without memory."""
    with torch.device("meta"):
        return sum(each.numel() for each in build_network(settings, vocabulary).parameters())


def step_of(model: Network, *, cache: bool) -> TransformerStep | RecurrentStep:
    """Return a network as the step a search asks for; `cache` keeps what a Transformer has computed of a prefix."""
    return RecurrentStep(model) if isinstance(model, EncoderDecoder) else TransformerStep(model, cache=cache)


def cross_attention(model: Network, source: Tensor, target: Tensor) -> list[Tensor]:
    """Return where every layer of the decoder looks: [batch, heads, target, source] each.

    Raises `RequestError` for a network that looks nowhere.
    """
    if isinstance(model, Transformer):
        return model.attentions(source, target).cross
    found = model.alignments(source, target)
    if found is None:
        raise RequestError("this model has no attention (its `kind` is gru): it looks nowhere")
    return [found[:, None]]


def as_transformer(model: Network, name: str) -> Transformer:
    """Return a network that is a Transformer. Raises `RequestError` for another."""
    if isinstance(model, Transformer):
        return model
    raise RequestError(f"`model` {name} is recurrent; expected a Transformer", setting="model")
