"""The networks that translate: the Transformer, and the recurrent encoder and decoder that came before it."""

import torch
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.classic.recurrent.step import RecurrentStep
from babelix.transformer import Transformer, TransformerStep
from babelix.workflows.runs.build import build_model, resolve_size
from babelix.workflows.translation.settings import ModelSettings

Network = Transformer | EncoderDecoder
"""What translates. All have an embedding matrix `E`, whose products with `hidden` are the scores of the next token."""


def build_network(settings: ModelSettings, vocabulary: int) -> Network:
    """Return a freshly initialised network; the caller seeds torch before."""
    if settings.kind == "transformer":
        return build_model(settings, vocabulary)
    chosen = resolve_size(settings.model_copy(update={"heads": 1}))
    return EncoderDecoder(
        vocabulary,
        d_model=chosen.d_model,
        hidden=chosen.d_ff,
        dropout=chosen.dropout,
        attention=settings.kind == "gru-attention",
    )


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
