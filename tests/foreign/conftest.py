"""Tiny models of other people's making, with random weights and tokenizers learned here, as folders on disk."""

import json
import shutil
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from babelix.foreign.library import transformers

LINES = [
    "The animal didn't cross the street because it was too tired.",
    "The animal didn't cross the street because it was too wide.",
    "L'animal n'a pas traversé la rue parce qu'il était trop fatigué.",
    "<script>alert(1)</script> שלום é ACGTACGT",
]
GPT2_SHAPE = {"n_embd": 15, "n_layer": 2, "n_head": 3, "n_positions": 41}
BERT_SHAPE = {
    "hidden_size": 14,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
    "intermediate_size": 11,
    "max_position_embeddings": 2100,
}
MARIAN_SHAPE = {
    "d_model": 20,
    "encoder_layers": 2,
    "decoder_layers": 3,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 5,
    "encoder_ffn_dim": 13,
    "decoder_ffn_dim": 11,
    "max_position_embeddings": 67,
}


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=330, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(LINES[:2], trainer)
    return wrapped(tokenizer, 41, bos_token="<|endoftext|>", eos_token="<|endoftext|>")


def word_pieces():
    letters = list("ACGTabcdefghijklmnopqrstuvwxyz'.<>/()1é")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "The", "animal", "it", "was", "tir", "##ed", *letters]
    vocabulary = {word: i for i, word in enumerate(dict.fromkeys([*words, *("##" + one for one in letters)]))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=3000))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    ends = [(word, vocabulary[word]) for word in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    return wrapped(
        tokenizer, 2100, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]"
    )


def sentence_pieces():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    special = ["<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(
        vocab_size=97, special_tokens=special, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(LINES, trainer)
    end = [("</s>", tokenizer.token_to_id("</s>"))]
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=end)
    return wrapped(tokenizer, 67, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")


def wrapped(tokenizer, longest, **special):
    return transformers().PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=longest, **special
    )


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Folders of a GPT-2, a BERT, a Marian and a T5, by name."""
    root = tmp_path_factory.mktemp("models")
    gpt2, bert, marian = byte_level(), word_pieces(), sentence_pieces()
    seq2seq = {"vocab_size": len(marian), "pad_token_id": 0, "eos_token_id": 1, "decoder_start_token_id": 0}
    made = {
        "gpt2": (
            gpt2,
            transformers().GPT2LMHeadModel,
            transformers().GPT2Config(vocab_size=len(gpt2), bos_token_id=0, eos_token_id=0, **GPT2_SHAPE),
        ),
        "bert": (
            bert,
            transformers().BertForMaskedLM,
            transformers().BertConfig(vocab_size=len(bert), **BERT_SHAPE),
        ),
        "marian": (
            marian,
            transformers().MarianMTModel,
            transformers().MarianConfig(
                **seq2seq,
                bos_token_id=1,
                decoder_vocab_size=len(marian),
                forced_eos_token_id=1,
                **MARIAN_SHAPE,
            ),
        ),
        "t5": (
            marian,
            transformers().T5ForConditionalGeneration,
            transformers().T5Config(**seq2seq, d_model=12, d_kv=5, d_ff=7, num_layers=2, num_heads=3),
        ),
    }
    for name, (tokenizer, kind, config) in made.items():
        torch.manual_seed(len(name))
        kind(config).save_pretrained(root / name)
        tokenizer.save_pretrained(root / name)
    return {name: str(root / name) for name in made}


OTHERS: dict[str, tuple[str, dict[str, Any]]] = {
    "lfm2": (
        "Lfm2ForCausalLM",
        {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 3, "num_attention_heads": 2}
        | {"num_key_value_heads": 2, "layer_types": ["conv", "full_attention", "conv"]},
    ),
    "t5-encoder": (
        "T5EncoderModel",
        {"d_model": 12, "d_kv": 5, "d_ff": 7, "num_layers": 2, "num_heads": 3},
    ),
    "mamba": ("MambaForCausalLM", {"hidden_size": 16, "num_hidden_layers": 2, "state_size": 4}),
    "llama": (
        "LlamaForCausalLM",
        {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2}
        | {"num_key_value_heads": 2, "tie_word_embeddings": False},
    ),
    "roberta": (
        "RobertaForMaskedLM",
        {"hidden_size": 14, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 11}
        | {"max_position_embeddings": 23, "type_vocab_size": 1},
    ),
    "xlnet": ("XLNetModel", {"d_model": 16, "n_layer": 3, "n_head": 2, "d_inner": 8}),
    "clip": (
        "CLIPTextModel",
        {"hidden_size": 14, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 11}
        | {"max_position_embeddings": 41},
    ),
}


@pytest.fixture(scope="session")
def others(tmp_path_factory):
    """Folders of models of other kinds, by name: layers mixed, half a model, no attention, causal by another name."""
    root = tmp_path_factory.mktemp("others")
    tokenizer = byte_level()
    shared = {"vocab_size": len(tokenizer), "pad_token_id": 0, "bos_token_id": 0, "eos_token_id": 0}
    for name, (kind, shape) in OTHERS.items():
        model = getattr(transformers(), kind)
        torch.manual_seed(len(name))
        padding = {"pad_token_id": 1} if name == "roberta" else {}
        model(model.config_class(**shared | padding, **shape)).eval().save_pretrained(root / name)
        tokenizer.save_pretrained(root / name)
    text = transformers().LlamaConfig(**shared, **OTHERS["llama"][1])
    vision = transformers().CLIPVisionConfig(
        hidden_size=8,
        intermediate_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=4,
        patch_size=2,
    )
    torch.manual_seed(5)
    llava = transformers().LlavaConfig(text_config=text, vision_config=vision, image_token_index=5)
    transformers().LlavaForConditionalGeneration(llava).eval().save_pretrained(root / "llava")
    tokenizer.save_pretrained(root / "llava")
    return {name: str(root / name) for name in [*OTHERS, "llava"]}


@pytest.fixture
def without(tmp_path):
    """Copy a model's folder without the weights whose names begin as given; return the copy and what was left out."""
    from safetensors.torch import load_file, save_file

    def copy(folder, *begins):
        target = tmp_path / "incomplete"
        shutil.copytree(folder, target)
        weights = load_file(target / "model.safetensors")
        gone = [name for name in weights if name.startswith(begins)]
        assert gone
        kept = {name: one for name, one in weights.items() if name not in gone}
        save_file(kept, target / "model.safetensors", metadata={"format": "pt"})
        return str(target), gone

    return copy


@pytest.fixture
def with_code(tmp_path, folders):
    """A folder whose model is code of its own; running it leaves a file behind."""
    folder = tmp_path / "own"
    shutil.copytree(folders["gpt2"], folder)
    settings = json.loads((folder / "config.json").read_text())
    settings |= {
        "model_type": "mine",
        "architectures": ["Mine"],
        "auto_map": {
            "AutoConfig": "mine.MineConfig",
            "AutoModelForCausalLM": "mine.Mine",
            "AutoModel": "mine.Mine",
        },
    }
    (folder / "config.json").write_text(json.dumps(settings))
    (folder / "mine.py").write_text(
        "import pathlib\n"
        f"pathlib.Path({str(tmp_path / 'ran')!r}).touch()\n"
        "from transformers import GPT2Config, GPT2LMHeadModel\n"
        "class MineConfig(GPT2Config):\n    model_type = 'mine'\n"
        "class Mine(GPT2LMHeadModel):\n    config_class = MineConfig\n"
    )
    return folder, tmp_path / "ran"
