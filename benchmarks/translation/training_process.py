"""One side's training in a process of its own: a line of JSON asks for steps, one says what they took.

    PYTHON benchmarks/translation/training_process.py SIDE

SIDE is babelix, torch, marian (PYTHON needs `transformers`) or joeynmt. Each is what its users write: forward,
label-smoothed loss over the vocabulary, backward, fused Adam. The first line gives the model's numbers and the batch;
babelix alone keeps freed memory, as `babelix train` does.
"""

import json
import logging
import resource
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Numbers = dict[str, Any]
Side = tuple[nn.Module, Callable[[Tensor, Tensor, Tensor], Tensor]]
_SMOOTHING = 0.1


def babelix(numbers: Numbers) -> Side:
    """Return our model and its loss a token."""
    from babelix.training.loss import smoothed_cross_entropy
    from babelix.training.precision import keep_freed_memory
    from babelix.transformer import Transformer

    keep_freed_memory()
    vocabulary = numbers.pop("vocabulary")
    model = Transformer(vocabulary, **numbers)

    def loss(source: Tensor, target: Tensor, out: Tensor) -> Tensor:
        h = model.hidden(source, target).flatten(0, 1)
        total, _ = smoothed_cross_entropy(h, model.E.weight, out.flatten(), smoothing=_SMOOTHING)
        mean: Tensor = total / out.numel()
        return mean

    return model, loss


def torch_classes(numbers: Numbers) -> Side:
    """Return `torch.nn.Transformer` between our embedding and its transpose."""
    from babelix.transformer import Transformer
    from benchmarks.translation.torch_peer import torch_transformer

    ends = Transformer(**{**numbers, "encoder_layers": 0, "decoder_layers": 0})
    shape = {name: number for name, number in numbers.items() if name != "vocabulary"}
    stacks = torch_transformer(**shape, pre_norm=False).train()

    def loss(source: Tensor, target: Tensor, out: Tensor) -> Tensor:
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        h = stacks(ends.embed(source), ends.embed(target), tgt_mask=mask, tgt_is_causal=True)
        return _cross_entropy(F.linear(h, ends.E.weight), out)

    return nn.ModuleList([stacks, ends]), loss


def marian(numbers: Numbers) -> Side:
    """Return MarianMT of `transformers`, post-norm with sinusoids as ours."""
    from transformers import MarianConfig, MarianMTModel

    shape: dict[str, Any] = {"d_model": numbers["d_model"], "vocab_size": numbers["vocabulary"]}
    for stack in ("encoder", "decoder"):
        shape |= {
            f"{stack}_layers": numbers[f"{stack}_layers"],
            f"{stack}_ffn_dim": numbers["d_ff"],
            f"{stack}_attention_heads": numbers["heads"],
        }
    shape |= {"dropout": numbers["dropout"], "activation_function": "relu", "scale_embedding": True}
    shape |= {"pad_token_id": 0, "eos_token_id": 3, "decoder_start_token_id": 2, "use_cache": False}
    model = MarianMTModel(MarianConfig(**shape)).train()

    def loss(source: Tensor, target: Tensor, out: Tensor) -> Tensor:
        return _cross_entropy(model(input_ids=source, decoder_input_ids=target).logits, out)

    return model, loss


def joeynmt(numbers: Numbers) -> Side:
    """Return JoeyNMT's Transformer and its own loss, one embedding for all."""
    from joeynmt.model import build_model
    from joeynmt.vocabulary import Vocabulary

    logging.disable()
    specials = {name: f"<{name}>" for name in ("unk", "pad", "bos", "eos")}
    ids = {f"{name}_id": i for i, name in enumerate(specials)}
    tokens = {f"{name}_token": token for name, token in specials.items()}
    symbols = SimpleNamespace(**ids, **tokens, sep_token=None, lang_tags=[])
    words = Vocabulary([f"w{i}" for i in range(len(specials), numbers["vocabulary"])], symbols)
    common = {"type": "transformer", "hidden_size": numbers["d_model"], "ff_size": numbers["d_ff"]}
    common |= {"num_heads": numbers["heads"], "dropout": numbers["dropout"], "layer_norm": "post"}
    common |= {
        "embeddings": {"embedding_dim": numbers["d_model"], "scale": True, "dropout": numbers["dropout"]}
    }
    layers = {
        f"{stack}": {**common, "num_layers": numbers[f"{stack}_layers"]} for stack in ("encoder", "decoder")
    }
    model = build_model({**layers, "tied_embeddings": True, "tied_softmax": True}, words, words).train()
    model.loss_function = ("crossentropy", _SMOOTHING)

    def loss(source: Tensor, target: Tensor, out: Tensor) -> Tensor:
        total, *_ = model(
            return_type="loss",
            src=source,
            trg_input=target,
            trg=out,
            src_mask=torch.ones(source.shape, dtype=torch.bool)[:, None],
            src_length=torch.full(source.shape[:1], source.shape[1]),
            trg_mask=torch.ones(target.shape, dtype=torch.bool)[:, None],
        )
        mean: Tensor = total / out.numel()
        return mean

    return model, loss


def _cross_entropy(logits: Tensor, out: Tensor) -> Tensor:
    return F.cross_entropy(logits.flatten(0, 1).float(), out.flatten(), label_smoothing=_SMOOTHING)


SIDES: dict[str, Callable[[Numbers], Side]] = {
    "babelix": babelix,
    "torch": torch_classes,
    "marian": marian,
    "joeynmt": joeynmt,
}


def _resident() -> int:
    """Return how many bytes of this process are in memory."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize()


def main() -> None:
    warnings.simplefilter("ignore")
    asked = json.loads(sys.stdin.readline())
    torch.manual_seed(1)
    source, target = torch.tensor(asked["source"]), torch.tensor(asked["target"])
    out = target.roll(-1, 1)
    # Warmed up with a model that is nearly none, so that what libraries load is not counted as training's.
    small = {**asked["numbers"], "encoder_layers": 1, "decoder_layers": 1, "d_ff": 8}
    SIDES[sys.argv[1]](small)[1](source[:2], target[:2], out[:2]).backward()
    before = _resident()
    model, loss = SIDES[sys.argv[1]](dict(asked["numbers"]))
    adam = torch.optim.Adam(model.parameters(), 1e-4, fused=True)
    print(json.dumps({"parameters": sum(each.numel() for each in model.parameters())}), flush=True)
    for line in sys.stdin:
        dtype = getattr(torch, json.loads(line)["dtype"])
        began = time.perf_counter(), time.process_time()
        with torch.autocast("cpu", dtype=dtype, enabled=dtype != torch.float32):
            value = loss(source, target, out)
        value.backward()
        adam.step()
        adam.zero_grad(set_to_none=True)
        took = time.perf_counter() - began[0], time.process_time() - began[1]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        said = {"seconds": took[0], "cpu_seconds": took[1], "loss": float(value.detach())}
        print(json.dumps({**said, "before": before, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
