"""The layers that attention is said to come from are those of the model's own settings, in every family that mixes."""

import pytest
import torch
from torch import nn

from babelix.base.errors import RequestError
from babelix.foreign.layers import LayerNumbers, listed, traced
from babelix.foreign.library import transformers
from babelix.foreign.weights import collect

# Loads transformers, which takes longer than all else here.
pytestmark = pytest.mark.slow

IDS = torch.tensor([[3, 4, 5, 6, 7, 8, 9, 10, 11]])
ATTENTION = (
    "full_attention",
    "sliding_attention",
    "chunked_attention",
    "attention",
    "hybrid",
    "hybrid_sliding",
)
SMALL = {
    **dict.fromkeys(["vocab_size", "max_position_embeddings"], 61),
    **dict.fromkeys(["hidden_size", "lru_width", "mamba_d_ssm"], 16),
    "intermediate_size": 24,
    **dict.fromkeys(["num_attention_heads", "num_key_value_heads", "n_mamba_heads"], 2),
    **dict.fromkeys(["swa_num_attention_heads", "swa_num_key_value_heads"], 2),
    **dict.fromkeys(["num_experts", "num_local_experts", "n_routed_experts"], 2),
    **dict.fromkeys(["linear_num_value_heads", "linear_num_key_heads"], 2),
    **dict.fromkeys(["linear_key_head_dim", "linear_value_head_dim", "head_dim", "swa_head_dim"], 8),
    **dict.fromkeys(["moe_intermediate_size", "shared_expert_intermediate_size"], 8),
    **dict.fromkeys(["q_lora_rank", "kv_lora_rank", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim"], 8),
    **dict.fromkeys(["mamba_d_head", "mamba_head_dim"], 8),
    **dict.fromkeys(["mamba_n_heads", "mamba_num_heads"], 4),
    **dict.fromkeys(["mamba_d_state", "ssm_state_size", "mamba_dt_rank"], 4),
    **dict.fromkeys(["chunk_size", "mamba_chunk_size", "block_size"], 4),
    **dict.fromkeys(["mamba_n_groups", "n_groups", "mamba_ngroups", "n_group", "topk_group"], 1),
    **dict.fromkeys(["num_experts_per_tok", "n_shared_experts", "num_shared_experts"], 1),
    "mamba_d_conv": 2,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}
# Families that mix only when told to.
TOLD = {
    "lfm2": {"num_hidden_layers": 3, "layer_types": ["conv", "full_attention", "conv"]},
    "lfm2_moe": {"num_hidden_layers": 3, "layer_types": ["conv", "full_attention", "conv"]},
    "bamba": {"num_hidden_layers": 4, "attn_layer_indices": [1, 3]},
    "zamba2": {"num_hidden_layers": 4, "layers_block_type": ["mamba", "hybrid", "mamba", "hybrid"]},
    "granitemoehybrid": {"num_hidden_layers": 3, "layer_types": ["mamba", "attention", "mamba"]},
}
# Families that mix and whose small random model cannot be built from these settings, or reads no text.
NAMED = {"glm5_next_text", "lfm3_vl_vision", "qwen4_exp_text"}


def kinds(config):
    for key in ("layer_types", "layers_block_type"):
        found = getattr(config, key, None)
        if isinstance(found, list | tuple) and found and all(isinstance(one, str) for one in found):
            return list(found)
    return []


def attending(config):
    return tuple(
        number
        for number, kind in enumerate(kinds(config))
        if "linear" not in kind and ("attention" in kind or "hybrid" in kind)
    )


def mixes(config):
    return 0 < len(attending(config)) < len(kinds(config))


def mixed_families():
    families = []
    for name in sorted(transformers().CONFIG_MAPPING.keys()):
        try:
            config = transformers().CONFIG_MAPPING[name]()
        except Exception:  # settings without defaults
            continue
        if name in TOLD or mixes(config):
            families.append(name)
    return families


def small(name):
    """Return the smallest settings of a family that still mix."""
    kind = transformers().CONFIG_MAPPING[name]
    usual = kind()
    numbers = {key: value for key, value in SMALL.items() if hasattr(usual, key)}
    if name in TOLD:
        return kind(**numbers, **TOLD[name])
    order = (list(dict.fromkeys(kinds(usual))) * 2)[:5]
    wishes = (
        {"num_hidden_layers": len(order), "layer_types": order},
        {"num_hidden_layers": 4},
        {"num_hidden_layers": 8},
    )
    for wish in wishes:
        try:
            config = kind(**numbers, **wish)
        except Exception:  # its own check of the settings
            continue
        if mixes(config):
            return config
    raise ValueError(name)


def run(config):
    torch.manual_seed(3)
    model = transformers().AutoModel.from_config(config, attn_implementation="eager").eval()
    with torch.no_grad(), traced(model) as trace:
        found = model(input_ids=IDS, output_attentions=True, use_cache=False).attentions
    return found, trace.numbers(found, model.config.get_text_config())


def weights_of(found, layers):
    """Return what is left of the layers once states of linear attention are out."""
    try:
        return collect(found, (IDS.shape[1], IDS.shape[1]), "x", layers).layers
    except RequestError as error:
        return layers if "different numbers of heads" in str(error) else None


def test_every_family_of_the_library_that_mixes_layers():
    tried, left_out = {}, set()
    for name in mixed_families():
        try:
            config = small(name)
            found, layers = run(config)
        except Exception:  # whatever its settings or its code ask for
            left_out.add(name)
            continue
        kept = weights_of(found, layers)
        tried[name] = (kept.known, kept.numbers, kept.of) == (True, attending(config), len(kinds(config)))
    assert [name for name, right in tried.items() if not right] == []
    assert left_out == NAMED, "a family was added, or can be built now: try it and correct NAMED"
    assert {
        "lfm2",
        "jamba",
        "zamba",
        "zamba2",
        "bamba",
        "nemotron_h",
        "qwen3_next",
        "minimax",
    } <= tried.keys()


@pytest.mark.parametrize(
    ("kind", "settings", "count"),
    [
        ("GPT2", {"n_embd": 16, "n_layer": 3, "n_head": 2}, 3),
        (
            "Albert",
            {"hidden_size": 16, "intermediate_size": 9, "num_hidden_layers": 3, "num_attention_heads": 2},
            3,
        ),
        ("XLNet", {"d_model": 16, "n_layer": 2, "n_head": 2, "d_inner": 8}, 2),
    ],
)
def test_a_family_that_does_not_mix_has_every_number(kind, settings, count):
    config = getattr(transformers(), f"{kind}Config")(
        vocab_size=61, pad_token_id=0, bos_token_id=1, eos_token_id=2, **settings
    )
    _, layers = run(config)
    assert (layers.numbers, layers.of, layers.known) == (tuple(range(count)), count, True)
    assert layers.without() == ()


class Attend(nn.Module):
    def forward(self, x):
        return x, torch.softmax(x @ x.transpose(-1, -2), -1)


class Skip(nn.Module):
    def forward(self, x):
        return x, None


class Stack(nn.Module):
    def __init__(self, *layers, copied=False):
        super().__init__()
        self.layers, self.copied = nn.ModuleList(layers), copied

    def forward(self, x):
        found = []
        for layer in self.layers:
            x, weights = layer(x)
            if weights is not None:
                found.append(weights.clone() if self.copied else weights)
        return found


def test_a_shared_module_is_told_by_the_layer_that_calls_it():
    attend = Attend()
    model = Stack(nn.Sequential(attend), Skip(), nn.Sequential(attend))
    with traced(model) as trace:
        found = model(torch.randn(1, 2, 5, 3))
    assert trace.numbers(found).numbers == (0, 2)
    assert trace.numbers(found).without() == (1,)
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


def test_tensors_that_no_layer_made_have_no_known_number():
    model = Stack(Skip(), Attend(), copied=True)
    with traced(model) as trace:
        found = model(torch.randn(1, 2, 5, 3))
    layers = trace.numbers(found)
    assert (layers.numbers, layers.known, layers.without()) == ((0,), False, ())


def test_a_model_that_fails_is_left_without_hooks():
    model = Stack(Attend())
    with pytest.raises(RuntimeError), traced(model):
        model(torch.randn(1, 2, 5))[0].reshape(1, 77)
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((3,), "3"), ((0, 2), "0 and 2"), ((0, 1, 2, 3, 5, 8), "0 to 3, 5 and 8"), ((1, 2, 7), "1, 2 and 7")],
)
def test_numbers_as_a_reader_lists_them(numbers, words):
    assert listed(numbers) == words


def test_some_of_the_tensors():
    layers = LayerNumbers((1, 3, 4), 6, modules=("A", "B", "A")).only([0, 2])
    assert (layers.numbers, layers.modules, layers.without()) == ((1, 4), ("A", "A"), (0, 2, 3, 5))
