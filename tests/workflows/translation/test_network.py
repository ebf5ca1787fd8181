import pytest
import torch

from babelix.base.errors import RequestError
from babelix.classic.recurrent.encoder_decoder import EncoderDecoder
from babelix.classic.recurrent.step import RecurrentStep
from babelix.transformer import Transformer, TransformerStep
from babelix.workflows.translation.network import (
    Network,
    as_transformer,
    build_network,
    cross_attention,
    parameters,
    step_of,
)
from babelix.workflows.translation.settings import ModelSettings

SIDES = (torch.tensor([[5, 6, 7, 2]]), torch.tensor([[1, 9, 4]]))


def built(kind: str) -> Network:
    own = {"heads": 2, "encoder_layers": 1, "decoder_layers": 1} if kind == "transformer" else {}
    d_model = 10 if kind == "transformer" else 5
    return build_network(
        ModelSettings.read({"kind": kind, "d_model": d_model, "d_ff": 7, **own}, "r"), 11
    ).eval()


def test_each_kind_its_network_and_step() -> None:
    kinds = {kind: built(kind) for kind in ("transformer", "gru", "gru-attention")}
    assert isinstance(kinds["transformer"], Transformer)
    assert isinstance(step_of(kinds["transformer"], cache=True), TransformerStep)
    for kind in ("gru", "gru-attention"):
        model = kinds[kind]
        assert isinstance(model, EncoderDecoder)
        assert (model.alignment is not None) == (kind == "gru-attention")
        assert isinstance(step_of(model, cache=True), RecurrentStep)
        own = ModelSettings.read({"kind": kind, "d_model": 5, "d_ff": 7}, "r")
        assert parameters(own, 11) == sum(each.numel() for each in model.parameters())


def test_where_it_looks() -> None:
    assert [each.shape for each in cross_attention(built("transformer"), *SIDES)] == [(1, 2, 3, 4)]
    (found,) = cross_attention(built("gru-attention"), *SIDES)
    assert found.shape == (1, 1, 3, 4)
    torch.testing.assert_close(found.sum(-1), torch.ones(1, 1, 3))
    with pytest.raises(RequestError, match=r"has no attention \(its `kind` is gru\)"):
        cross_attention(built("gru"), *SIDES)


def test_what_needs_a_transformer_says_so() -> None:
    model = built("transformer")
    assert as_transformer(model, "m") is model
    with pytest.raises(RequestError, match="`model` m is recurrent; expected a Transformer"):
        as_transformer(built("gru"), "m")


@pytest.mark.parametrize("setting", [{"heads": 2}, {"decoder_layers": 1}, {"pre_norm": True}])
def test_what_is_a_transformers_is_refused_beside_another_kind(setting: dict[str, object]) -> None:
    with pytest.raises(RequestError, match=f"model.{next(iter(setting))} is of a Transformer; leave it out"):
        ModelSettings.read({"kind": "gru", **setting}, "r")
