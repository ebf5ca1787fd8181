"""Our weights in `torch.nn.Transformer` give our outputs."""

from typing import Any

import pytest
import torch
from benchmarks.translation.torch_peer import their_weights, torch_transformer

from babelix.attention import causal_mask
from babelix.transformer import Transformer, size

pytestmark = pytest.mark.filterwarnings("ignore:enable_nested_tensor is True:UserWarning")


@torch.no_grad()
def compare(model, theirs, source, target):
    """Return both encoders' outputs and both models' scores at real positions."""
    hidden, real = source == 0, target != 0
    memory = theirs.encoder(model.embed(source), src_key_padding_mask=hidden)
    out = theirs(
        model.embed(source),
        model.embed(target),
        tgt_mask=~causal_mask(target.shape[1]),
        src_key_padding_mask=hidden,
        tgt_key_padding_mask=~real,
        memory_key_padding_mask=hidden,
    )
    encoded, _ = model.encode(source)
    return (encoded[~hidden], memory[~hidden]), (model(source, target)[real], model.logits(out)[real])


@pytest.mark.parametrize("pre_norm", [False, True])
@pytest.mark.parametrize("width", [0, 71])
def test_weights_copied_into_torch_give_the_same_outputs(build, sentences, pre_norm, width):
    sources, targets, pad = sentences
    model = build(pre_norm=pre_norm)
    theirs = torch_transformer(14, 23, 2, 3, 2, pre_norm)
    theirs.load_state_dict(their_weights(model, pre_norm))
    for ours, expected in compare(model, theirs, pad(sources, width), pad(targets)):
        torch.testing.assert_close(ours, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("name", ["tiny", pytest.param("base", marks=pytest.mark.slow)])
def test_named_sizes_agree_with_torch(sentences, name):
    sources, targets, pad = sentences
    named = size(name)
    shape = (named.d_model, named.d_ff, named.heads, named.encoder_layers, named.decoder_layers)
    torch.manual_seed(73)
    names = ("d_model", "d_ff", "heads", "encoder_layers", "decoder_layers")
    numbers: dict[str, Any] = dict(zip(names, shape, strict=True))
    model = Transformer(31, **numbers, dropout=0.0).eval()
    theirs = torch_transformer(*shape, pre_norm=False)
    theirs.load_state_dict(their_weights(model, pre_norm=False))
    for ours, expected in compare(model, theirs, pad(sources), pad(targets)):
        torch.testing.assert_close(ours, expected, atol=1e-5, rtol=0)


def test_a_mask_taken_for_its_opposite_would_be_seen(build, sentences):
    sources, _, pad = sentences
    model = build()
    theirs = torch_transformer(14, 23, 2, 3, 2, pre_norm=False)
    theirs.load_state_dict(their_weights(model, pre_norm=False))
    source = pad(sources)[:1]
    with torch.no_grad():
        wrong = theirs.encoder(model.embed(source), src_key_padding_mask=source != 0)
        right, _ = model.encode(source)
    assert (wrong - right)[source != 0].abs().max() > 0.1
