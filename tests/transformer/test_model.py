import math

import pytest
import torch

from babelix.attention import sinusoids
from babelix.base.errors import RequestError

VARIANTS = [
    {},
    {"pre_norm": True},
    {"d_k": 3, "d_v": 5},
    {"max_length": 97},
    {"pre_norm": True, "max_length": 97, "d_k": 3},
]


@pytest.mark.parametrize("numbers", VARIANTS)
@pytest.mark.parametrize("width", [0, 71])
def test_a_sentence_is_the_same_alone_and_padded_in_a_batch(build, sentences, numbers, width):
    model, (sources, targets, pad) = build(**numbers), sentences
    with torch.no_grad():
        batch = model(pad(sources, width), pad(targets))
        for row, (source, target) in enumerate(zip(sources, targets, strict=True)):
            alone = model(source[None], target[None])[0]
            torch.testing.assert_close(batch[row, : len(target)], alone, atol=1e-5, rtol=0)


@pytest.mark.parametrize("numbers", VARIANTS)
def test_a_later_token_changes_nothing_earlier(build, sentences, numbers):
    model, (sources, targets, _) = build(**numbers), sentences
    source, target = sources[1][None], targets[0][None]
    changed = target.clone()
    changed[0, 4] = changed[0, 4] % 30 + 1
    with torch.no_grad():
        before, after = model(source, target)[0], model(source, changed)[0]
    torch.testing.assert_close(after[:4], before[:4], atol=1e-6, rtol=0)
    assert ((after[4:] - before[4:]).abs().amax(-1) > 1e-3).all()


def test_the_encoder_looks_both_ways(build, sentences):
    model, source = build(), sentences[0][1]
    changed = source.clone()
    changed[6] = changed[6] % 30 + 1
    with torch.no_grad():
        before, after = model.encode(source[None])[0][0], model.encode(changed[None])[0][0]
    assert ((after - before).abs().amax(-1) > 1e-4).all()


@pytest.mark.parametrize("numbers", VARIANTS)
def test_decoding_in_pieces_with_the_cache_is_decoding_at_once(build, sentences, numbers):
    model, (sources, targets, pad) = build(**numbers), sentences
    target = pad(targets)
    with torch.no_grad():
        encoded, mask = model.encode(pad(sources))
        memory = model.project_memory(encoded)
        whole, _ = model.decode(target, memory, mask)
        past, parts = None, []
        for first, last in [(0, 1), (1, 4), (4, 5), (5, 7)]:
            part, past = model.decode(target[:, first:last], memory, mask, past=past)
            parts.append(part)
    torch.testing.assert_close(torch.cat(parts, 1), whole, atol=1e-5, rtol=0)
    assert [cache.K.shape[2] for cache in past] == [7, 7]


def test_embeddings_are_scaled_shared_and_placed(build):
    model = build()
    tokens = torch.tensor([[3, 29]])
    expected = math.sqrt(14) * model.E.weight[tokens] + sinusoids(19, 14)[17:]
    torch.testing.assert_close(model.embed(tokens, 17), expected, atol=1e-6, rtol=0)
    h = torch.randn(2, 3, 14)
    torch.testing.assert_close(model.logits(h), h @ model.E.weight.T, atol=1e-6, rtol=0)
    assert [name for name, p in model.named_parameters() if 31 in p.shape] == ["E.weight"]


def test_post_norm_ends_with_the_last_residuals_norm_and_pre_norm_with_one_more(build):
    assert not [name for name, _ in build().named_parameters() if "coder_norm" in name]
    extra = [name for name, _ in build(pre_norm=True).named_parameters() if "coder_norm" in name]
    assert extra == ["encoder_norm.weight", "encoder_norm.bias", "decoder_norm.weight", "decoder_norm.bias"]


@pytest.mark.parametrize("numbers", VARIANTS)
def test_attentions_of_every_layer_and_head_are_distributions(build, sentences, numbers):
    model, (sources, targets, pad) = build(**numbers), sentences
    found = model.attentions(pad(sources), pad(targets))
    shapes = [[tuple(A.shape) for A in group] for group in (found.encoder, found.decoder, found.cross)]
    assert shapes == [[(3, 2, 11, 11)] * 3, [(3, 2, 7, 7)] * 2, [(3, 2, 7, 11)] * 2]
    for A in (*found.encoder, *found.decoder, *found.cross):
        torch.testing.assert_close(A.sum(-1), torch.ones(A.shape[:-1]))
    for row, source in enumerate(sources):
        assert not any(A[row, ..., len(source) :].any() for A in (*found.encoder, *found.cross))
    assert not any(A.triu(1).any() for A in found.decoder)


def test_asking_for_weights_leaves_the_output_alone(build, sentences):
    model, (sources, _, pad) = build(), sentences
    with torch.no_grad():
        plain, _ = model.encode(pad(sources, 71))
        asked, _ = model.encode(pad(sources, 71), [])
    real = pad(sources, 71) != 0
    torch.testing.assert_close(asked[real], plain[real], atol=1e-5, rtol=0)


def test_an_empty_source_gives_numbers(build, sentences):
    model, (_, targets, pad) = build(), sentences
    out = model(torch.zeros(3, 5, dtype=torch.int64), pad(targets))
    assert out.isfinite().all()
    out.sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())


def test_another_padding_token(build, sentences):
    model, (sources, targets, _) = build(padding=30), sentences
    source = torch.cat([sources[0] % 30, torch.tensor([30, 30, 30])])
    with torch.no_grad():
        padded, alone = (model(s[None], targets[0][None]) for s in (source, source[:5]))
    torch.testing.assert_close(padded, alone, atol=1e-5, rtol=0)


def test_learned_positions_refuse_a_longer_sentence(build):
    with pytest.raises(RequestError, match=r"^a sequence of 8 tokens exceeds the 7 learned positions"):
        build(max_length=7).encode(torch.ones(2, 8, dtype=torch.int64))


@pytest.mark.parametrize("pre_norm", [False, True])
def test_bfloat16_products_stay_close_and_learn(build, sentences, pre_norm):
    model, (sources, targets, pad) = build(pre_norm=pre_norm), sentences
    source, target = pad(sources), pad(targets)
    exact = model(source, target)
    exact.logsumexp(-1).sum().backward()
    expected = torch.cat([p.grad.flatten() for p in model.parameters()])
    model.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = model(source, target)
    assert out.dtype == torch.bfloat16
    # bfloat16 keeps 8 bits: a relative error of 2^-9 a product, five layers deep.
    assert (out - exact).norm() < 0.02 * exact.norm()
    out.float().logsumexp(-1).sum().backward()
    gradient = torch.cat([p.grad.flatten() for p in model.parameters()])
    assert gradient.dtype == torch.float32
    assert (gradient - expected).norm() < 0.1 * expected.norm()


def test_the_same_seed_builds_the_same_model(build):
    one, two = build(), build()
    assert all(torch.equal(p, q) for p, q in zip(one.parameters(), two.parameters(), strict=True))


def test_tensor_names_that_checkpoints_rely_on(build):
    attention = [f"W_{p}.{kind}" for p in "QKVO" for kind in ("weight", "bias")]
    rest = [f"feed_forward.W_{i}.{kind}" for i in (1, 2) for kind in ("weight", "bias")]
    norms = [f"residuals.{i}.norm.{kind}" for i in range(3) for kind in ("weight", "bias")]
    encoder = [f"attention.{name}" for name in attention] + rest + norms[:4]
    decoder = [f"{a}.{name}" for a in ("attention", "cross_attention") for name in attention] + rest + norms
    expected = ["E.weight", *(f"encoder.{i}.{name}" for i in range(3) for name in encoder)]
    expected += [f"decoder.{i}.{name}" for i in range(2) for name in decoder]
    assert [name for name, _ in build().named_parameters()] == expected
    assert list(build().state_dict()) == expected


def test_states_are_what_every_layer_gives(build, sentences):
    model, (sources, _, pad) = build(pre_norm=True), sentences
    states, weights = [], []
    with torch.no_grad():
        memory, _ = model.encode(pad(sources), weights, states)
        assert len(states) == len(weights) == len(model.encoder)
        torch.testing.assert_close(model.encoder_norm(states[-1]), memory)
        for layers, expected in enumerate(states, start=1):
            torch.testing.assert_close(model.encode_below(pad(sources), layers), expected)
        torch.testing.assert_close(model.encode_below(pad(sources), 0), model.embed(pad(sources)))
        again = []
        hidden = model.hidden(pad(sources), pad(sources), states=again)
    torch.testing.assert_close(again, states)
    torch.testing.assert_close(hidden, model.hidden(pad(sources), pad(sources)))
