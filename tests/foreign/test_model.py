"""Attention of other people's models equals what their own eager implementation gives, and leaves them as they were."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from babelix import foreign
from babelix.base.errors import RequestError
from babelix.inspection.rollout import rollout

# Loads transformers, which takes longer than all else here.
pytestmark = pytest.mark.slow

TIRED = "The animal didn't cross the street because it was too tired."
KINDS = {"gpt2": ["decoder"], "bert": ["encoder"], "marian": ["encoder", "decoder", "cross"]}


def eager(model, name, **inputs):
    """What a copy of the model gives when it is loaded as eager."""
    copy = type(model).from_pretrained(name, attn_implementation="eager").eval()
    with torch.no_grad():
        return copy(**inputs, output_attentions=True)


def numbers(layers):
    return torch.stack([layer[0] for layer in layers]).numpy()


@pytest.fixture(scope="module")
def ready():
    """A function that loads a folder's model once, for tests that leave it as it was."""
    return cache(foreign.load)


def test_decoder_equals_eager_under_default_settings(folders, ready):
    loaded = ready(folders["gpt2"])
    assert loaded.model.config._attn_implementation == "sdpa"
    found = loaded.attention(TIRED).get("decoder")
    ids = loaded.tokenizer(TIRED, return_tensors="pt")["input_ids"]
    expected = eager(loaded.model, folders["gpt2"], input_ids=ids).attentions
    np.testing.assert_allclose(found.weights, numbers(expected), atol=1e-6)
    assert found.weights.shape == (2, 3, ids.shape[1], ids.shape[1])
    assert found.causal
    assert found.generated_from is None
    assert "".join(found.queries) == TIRED
    assert " because" in found.queries
    assert found.model == "gpt2"


def test_encoder_equals_eager_under_default_settings(folders, ready):
    loaded = ready(folders["bert"])
    found = loaded.attention("The animal was tired").get("encoder")
    inputs = loaded.tokenizer("The animal was tired", return_tensors="pt")
    np.testing.assert_allclose(
        found.weights, numbers(eager(loaded.model, folders["bert"], **inputs).attentions), atol=1e-6
    )
    assert found.queries == ("[CLS]", "The", "animal", "was", "tir", "##ed", "[SEP]")
    assert not found.causal


@pytest.mark.parametrize("name", ["marian", "t5"])
def test_encoder_decoder_equals_eager_under_default_settings(folders, name, ready):
    loaded = ready(folders[name])
    translation = "L'animal était trop fatigué."
    found = loaded.attention(TIRED, translation)
    source = loaded.tokenizer(TIRED, return_tensors="pt")["input_ids"]
    target = loaded.tokenizer(text_target=translation, return_tensors="pt")["input_ids"]
    read = torch.cat([torch.tensor([[0]]), target[:, :-1]], dim=1)
    expected = eager(loaded.model, folders[name], input_ids=source, decoder_input_ids=read)
    for kind in ("encoder", "decoder", "cross"):
        np.testing.assert_allclose(
            found.get(kind).weights, numbers(expected[f"{kind}_attentions"]), atol=1e-6, err_msg=kind
        )
    assert found.get("decoder").queries[0] == "<pad>"
    assert found.get("cross").queries[-1] == found.get("cross").keys[-1] == "</s>"
    assert found.get("cross").queries[:-1] == found.get("decoder").queries[1:]
    assert "".join(found.get("cross").queries[:-1]).strip() == translation
    assert found.get("decoder").causal
    assert {one.generated_from for one in found.maps} == {None}


@pytest.mark.parametrize("name", ["gpt2", "bert", "marian", "t5"])
def test_rows_are_distributions(folders, name, ready):
    for one in ready(folders[name]).attention(TIRED, "L'animal" if name in ("marian", "t5") else None).maps:
        np.testing.assert_allclose(one.weights.sum(-1), 1, atol=1e-5)


@pytest.mark.parametrize("name", ["gpt2", "bert", "marian", "t5"])
def test_the_model_is_left_as_it_was(folders, name):
    loaded = foreign.load(folders[name])
    loaded.model.train()
    list(loaded.model.modules())[-2].eval()
    modes = [module.training for module in loaded.model.modules()]
    implementations = [
        module.config._attn_implementation for module in loaded.model.modules() if hasattr(module, "config")
    ]
    first, second = (loaded.attention(TIRED).maps[0].weights for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert [module.training for module in loaded.model.modules()] == modes
    assert "sdpa" in implementations
    assert implementations == [
        module.config._attn_implementation for module in loaded.model.modules() if hasattr(module, "config")
    ]


def test_the_model_is_left_as_it_was_when_it_fails(folders, monkeypatch):
    loaded = foreign.load(folders["gpt2"])

    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(loaded.model, "forward", fail)
    with pytest.raises(RequestError, match=r"gpt2 cannot read this text alone: .*\(ZeroDivisionError\)"):
        loaded.attention(TIRED)
    assert loaded.model.config._attn_implementation == "sdpa"


def test_generated_tokens_are_marked(folders, ready):
    found = ready(folders["gpt2"]).attention("The animal", generate=3).get("decoder")
    given = found.generated_from or 0
    assert "".join(found.queries[:given]) == "The animal"
    assert given < len(found.queries) <= given + 3
    continued = ready(folders["gpt2"]).attention("The animal", "was tired")
    assert "".join(continued.get("decoder").queries) == continued.title == "The animal was tired"
    assert continued.get("decoder").generated_from is None


def test_a_translation_of_its_own_is_marked(folders, ready):
    found = ready(folders["marian"]).attention("The animal")
    assert found.get("encoder").generated_from is None
    assert found.get("decoder").generated_from == 1
    assert found.get("cross").generated_from == 0
    assert found.get("cross").queries[-1] == "</s>"
    assert found.title.startswith("The animal → ")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "שלום עולם", "é́ e̋"])
def test_text_that_could_harm_or_confuse_is_text(folders, text, ready):
    found = ready(folders["gpt2"]).attention(text).get("decoder")
    content = b"".join(
        bytes.fromhex(label[3:-1].replace("><0x", "")) if label.startswith("<0x") else label.encode()
        for label in found.queries
    )
    assert content.decode() == text


def test_a_long_dna_sequence(folders, ready):
    loaded = ready(folders["bert"])
    found = loaded.attention("ACGT" * 500).get("encoder")
    assert found.weights.shape == (3, 2, 2002, 2002)
    assert found.queries[:4] == ("[CLS]", "A", "##C", "##G")


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("gpt2", {"text": " \n"}, "expected a text, got an empty one"),
        ("gpt2", {"text": "cat " * 50}, "more than the 41 of gpt2; shorten it"),
        ("gpt2", {"text": "cat", "generate": 41}, "more than the 41 of gpt2; shorten it"),
        ("gpt2", {"text": "cat", "generate": 41}, "the text and the 41 to generate: "),
        ("gpt2", {"text": "cat", "generate": -3}, "expected 0 or more tokens to generate, got -3"),
        ("marian", {"text": "cat " * 50}, "the text: "),
        ("marian", {"text": "cat", "target": "chat " * 50}, "the translation: "),
        ("bert", {"text": "cat", "target": "chat"}, "bert is an encoder: it writes no text"),
        ("marian", {"text": "cat", "generate": 3}, "marian is no decoder: it continues no text"),
    ],
)
def test_wrong_requests_end_in_a_sentence(folders, name, arguments, sentence, ready):
    with pytest.raises(RequestError, match=sentence):
        ready(folders[name]).attention(**arguments)


def test_a_model_that_returns_no_attention(folders, monkeypatch):
    loaded = foreign.load(folders["gpt2"])
    forward = loaded.model.forward

    def silent(*arguments, **options):
        found = forward(*arguments, **options)
        found.attentions = ()
        return found

    monkeypatch.setattr(loaded.model, "forward", silent)
    with pytest.raises(RequestError, match=r"returned no attention weights.*attn_implementation='eager'"):
        loaded.attention(TIRED)


def test_a_model_that_cannot_be_switched(folders, monkeypatch):
    loaded = foreign.load(folders["gpt2"])
    monkeypatch.setattr(loaded.model, "_can_set_attn_implementation", lambda: False)
    with pytest.raises(RequestError, match=r"cannot be switched to eager .*attn_implementation='eager'"):
        loaded.attention(TIRED)


def test_a_decoder_that_does_not_say_how_it_starts(folders):
    loaded = foreign.load(folders["marian"])
    loaded.model.generation_config.decoder_start_token_id = None
    vars(loaded.model.config)["decoder_start_token_id"] = None
    with pytest.raises(RequestError, match="does not say which token its decoder starts with"):
        loaded.attention(TIRED, "chat")


def test_layers_that_mix_carry_the_models_own_numbers(others, ready):
    loaded = ready(others["lfm2"])
    found = loaded.attention("The animal was tired").get("decoder")
    ids = loaded.tokenizer("The animal was tired", return_tensors="pt")["input_ids"]
    (expected,) = eager(loaded.model, others["lfm2"], input_ids=ids).attentions
    np.testing.assert_allclose(found.weights[0], expected[0].numpy(), atol=1e-6)
    assert found.layer_numbers == (1,)
    assert found.note == "of the 3 layers, from 0, layers 0 and 2 have no attention weights"
    with pytest.raises(RequestError, match="expected every layer from 0 on for rollout, got layers 1"):
        rollout(found)


def test_half_of_an_encoder_decoder_is_an_encoder(others, ready):
    loaded = ready(others["t5-encoder"])
    found = loaded.attention("The animal").maps
    ids = loaded.tokenizer("The animal", return_tensors="pt")["input_ids"]
    np.testing.assert_allclose(
        found[0].weights,
        numbers(eager(loaded.model, others["t5-encoder"], input_ids=ids).attentions),
        atol=1e-6,
    )
    assert [(one.kind, one.causal, one.layer_numbers) for one in found] == [("encoder", False, (0, 1))]


@pytest.mark.parametrize("name", ["llava", "clip"])
def test_what_is_masked_is_causal_whatever_its_class_is_called(others, name, ready):
    found = ready(others[name]).attention("The animal was tired").maps
    assert [(one.kind, one.causal, one.layers) for one in found] == [("decoder", True, 2)]


def test_a_model_of_images_and_text_goes_on_with_a_text(others, ready):
    found = ready(others["llava"]).attention("The animal", generate=3).get("decoder")
    made = found.generated_from
    assert made
    assert len(found.queries) > made


def test_a_model_without_attention_is_one_sentence(others, ready):
    with pytest.raises(
        RequestError, match="mamba: the model returned no attention weights; it has none of this kind"
    ):
        ready(others["mamba"]).attention("The animal")


def test_a_layer_that_the_files_lack_is_refused_by_name(folders, without):
    folder, gone = without(folders["bert"], "bert.encoder.layer.1.")
    loaded = foreign.load(folder)
    assert set(loaded.missing) == set(gone)
    with pytest.raises(
        RequestError, match=r"lacks weights that its attention needs: bert\.encoder\.layer\.1\..* more"
    ):
        loaded.attention("The animal")


def test_a_head_that_the_attention_does_not_need_may_be_missing(folders, without, ready):
    folder, _ = without(folders["bert"], "cls.predictions.transform")
    found = foreign.load(folder).attention("The animal").get("encoder")
    np.testing.assert_array_equal(
        found.weights, ready(folders["bert"]).attention("The animal").get("encoder").weights
    )


def test_a_model_without_its_output_layer_reads_and_does_not_write(others, without, ready):
    folder, gone = without(others["llama"], "lm_head")
    loaded = foreign.load(folder)
    whole = ready(others["llama"]).attention("The animal").get("decoder")
    np.testing.assert_array_equal(loaded.attention("The animal").get("decoder").weights, whole.weights)
    with pytest.raises(
        RequestError, match=f"lacks weights that writing needs: {gone[0]}; let it read a text"
    ):
        loaded.attention("The animal", generate=2)


def test_a_token_past_the_embedding_is_named(folders, others, ready):
    loaded = ready(others["llama"])
    other = ready(folders["bert"]).model
    broken = replace(loaded, model=other, family="encoder", name="mixed")
    with pytest.raises(
        RequestError, match=r"mixed: the token '.*' has number \d+, and the model knows \d+ tokens"
    ):
        broken.attention("The animal was too tired")


def test_the_last_positions_of_roberta_are_refused_before_they_fail(others, ready):
    loaded = ready(others["roberta"])
    length = next(n for n in range(1, 40) if len(loaded.tokenizer("a" * n)["input_ids"]) == 21)
    assert loaded.attention("a" * length).get("encoder").weights.shape[-1] == 21
    with pytest.raises(RequestError, match="22 tokens, more than the 21 of roberta; shorten it"):
        loaded.attention("a" * (length + 1))


def test_weights_made_anew_after_their_layers_are_numbered_by_the_settings(others, ready):
    (found,) = ready(others["xlnet"]).attention("The animal was tired").maps
    assert (found.layer_numbers, found.layers_known, found.note) == ((0, 1, 2), True, "")
