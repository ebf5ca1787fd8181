"""Trains `small-gpt2`, a language model of GPT-2's shape (12 layers, 12 heads) and 2.2 million weights, on one core.

    python tools/small_gpt2.py

It stands in for GPT-2 where OpenAI's weights cannot be had: `babelix attention --example gpt2-active-passive`. Needs
the extra `foreign` and the data sets named below. Trained on A Tale of Two Cities, tiny Shakespeare and the English
side of Tatoeba's training split; evaluated on the English side of its validation split.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Int64
from tokenizers import ByteLevelBPETokenizer
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from babelix import data
from babelix.base.errors import BabelixError, TaskError
from babelix.base.files import read_lines, write_json, write_text
from babelix.base.seeds import derive, generator
from babelix.cli.progress import listener
from babelix.text.splits import split_of
from babelix.training.loop import Loop
from babelix.training.loss import smoothed_cross_entropy
from babelix.training.plan import Loss, Plan
from babelix.training.precision import keep_freed_memory, products_in, resolve_precision
from babelix.training.schedule import transformer_rate
from babelix.training.tensors import load_tensors, load_weights

DATA = ("tale-of-two-cities", "tiny-shakespeare", "tatoeba-en-fr")
SEED, VOCABULARY, CONTEXT, WIDTH, LAYERS, HEADS = 1, 8192, 512, 96, 12, 12
WINDOWS = 2  # of CONTEXT tokens in a batch; three batches in four hold twice as many of half the length.
BETWEEN = "<|endoftext|>"
KEPT = Path("src/babelix/shipped/small-gpt2")  # from the repository's root, where this is typed

CARD = """\
# small-gpt2

A language model of GPT-2's shape, 12 layers of 12 heads and {parameters:,} weights, to look into where GPT-2's own
weights cannot be had: `babelix attention "Once upon a time" --model small-gpt2`.

- Data: A Tale of Two Cities and tiny Shakespeare (public domain), the English side of Tatoeba's training split
  (CC-BY 2.0 FR, tatoeba.org).
- Recipe: `python tools/small_gpt2.py`, {tokens:.1f} million tokens on one CPU core.
- Perplexity on the English side of Tatoeba's validation split: {perplexity:.1f} a subword (of 8,192).
- What it cannot do: tell stories, know facts, stand for GPT-2 in any measurement.
"""


def texts() -> tuple[list[str], list[str]]:
    """Return the training documents and the validation documents."""
    paths = {name: data.fetch(name, listener()) for name in DATA}
    novel = "\n".join(read_lines(paths["tale-of-two-cities"]["text"]))
    novel = novel[novel.index("It was the best of times") : novel.index("*** END OF")]
    plays = "\n".join(read_lines(paths["tiny-shakespeare"]["text"]))
    pairs = read_lines(paths["tatoeba-en-fr"]["pairs"])
    english = list(dict.fromkeys(line.split("\t")[0] for line in pairs))
    generator(SEED, "sentences").shuffle(english)
    sides = {name: "\n".join(s for s in english if split_of(s) == name) for name in ("train", "val")}
    return [novel, plays, sides["train"]], [sides["val"]]


def windows(tokenizer: PreTrainedTokenizerFast, documents: list[str]) -> Int64[np.ndarray, "windows tokens"]:
    """Return the documents, one after the other, cut into windows of CONTEXT tokens and the one after."""
    tokens = np.asarray(tokenizer(BETWEEN.join(["", *documents, ""]))["input_ids"], dtype=np.int64)
    count = (len(tokens) - 1) // CONTEXT
    return np.stack([tokens[i * CONTEXT : (i + 1) * CONTEXT + 1] for i in range(count)])


class NextToken:
    """The task as the loop sees it: every token from those before it."""

    def __init__(self, train: np.ndarray, val: np.ndarray, precision: torch.dtype) -> None:
        self._train, self._val, self._precision = train, val, precision

    def batches(self, epoch: int, first: int) -> Iterator[np.ndarray]:
        """Yield windows in an order of their own each epoch."""
        order = generator(SEED, "order", epoch).permutation(len(self._train))
        for number in range(first, len(order) // WINDOWS):
            rows = self._train[order[number * WINDOWS : (number + 1) * WINDOWS]]
            half = CONTEXT // 2
            yield rows if number % 4 == 0 else np.concatenate([rows[:, : half + 1], rows[:, half:]])

    def loss(self, model: Any, batch: np.ndarray) -> Loss:
        """Return the loss of every token but the first of each window."""
        rows = torch.from_numpy(batch)
        h = model.transformer(rows[:, :-1]).last_hidden_state.flatten(0, 1)
        y = rows[:, 1:].flatten()
        total, negative = smoothed_cross_entropy(h, model.transformer.wte.weight, y, smoothing=0.0)
        return Loss(total, negative.detach(), len(y))

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return the validation loss a token and its perplexity."""
        negative = count = 0.0
        for row in self._val:
            with products_in(self._precision, torch.device("cpu")):
                loss = self.loss(model, row[None])
            negative, count = negative + float(loss.negative), count + loss.count
        return {"val_loss": negative / count, "val_perplexity": float(np.exp(negative / count))}

    def samples(self, model: nn.Module) -> list[dict[str, str]]:
        """Return nothing: its texts are read afterwards."""
        return []


def main() -> None:
    """Train, and leave tokenizer, settings and float16 weights where `babelix attention` finds them."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--run", type=Path, default=Path("runs/small-gpt2"), help="run folder")
    options.add_argument("--to", type=Path, default=KEPT, help="folder of the finished model")
    options.add_argument("--steps", type=int, default=900, help="updates of 1,024 tokens")
    options.add_argument("--resume", action="store_true")
    chosen = options.parse_args()
    if chosen.run.exists() and not chosen.resume:
        raise TaskError(f"{chosen.run} is there already; go on with --resume or choose another --run")
    if not chosen.to.parent.is_dir():
        raise TaskError(
            f"{chosen.to.parent} is not below {Path.cwd()}; go to the root of the repository, or choose another --to"
        )
    torch.set_num_threads(1)
    keep_freed_memory()
    train, val = texts()
    made = chosen.run / "tokenizer"
    if not made.exists():
        bytes_ = ByteLevelBPETokenizer()
        bytes_.train_from_iterator(train, VOCABULARY, special_tokens=[BETWEEN], show_progress=False)
        ends = {"bos_token": BETWEEN, "eos_token": BETWEEN, "unk_token": BETWEEN}
        PreTrainedTokenizerFast(
            tokenizer_object=bytes_._tokenizer, model_max_length=CONTEXT, **ends
        ).save_pretrained(made)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(made)
    shape = {"vocab_size": len(tokenizer), "n_positions": CONTEXT, "n_embd": WIDTH}
    torch.manual_seed(derive(SEED, "model"))
    none = dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), 0.0)
    first = {"bos_token_id": 0, "eos_token_id": 0}
    model = GPT2LMHeadModel(GPT2Config(n_layer=LAYERS, n_head=HEADS, **shape, **none, **first))
    precision = resolve_precision("auto", torch.device("cpu"))
    plan = Plan(
        steps=chosen.steps,
        rate=lambda step: transformer_rate(
            step, d_model=WIDTH, warmup=100, factor=0.35, steps=chosen.steps, cooldown=chosen.steps // 3
        ),
        clip=1.0,
        precision=precision,
        log_every=20,
        evaluate_every=200,
        save_every=100,
    )
    task = NextToken(windows(tokenizer, train), windows(tokenizer, val), precision)
    weights = Loop(model, task, plan, chosen.run, resume=chosen.resume, listener=listener()).run()
    load_weights(model, load_tensors(weights)[0], str(weights))
    model.eval()
    with torch.no_grad():
        figures = task.evaluate(model)
    shutil.copytree(made, chosen.to, dirs_exist_ok=True)
    model.half().save_pretrained(chosen.to)
    parameters = sum(p.numel() for p in model.parameters())
    millions = chosen.steps * WINDOWS * CONTEXT / 1e6
    values = {"parameters": parameters, "tokens": millions, "perplexity": figures["val_perplexity"]}
    write_text(chosen.to / "card.md", CARD.format(**values))
    note = f"trained here on {millions:.1f} million tokens in place of GPT-2, whose heads differ"
    summary = f"a language model of GPT-2's shape, {parameters:,} weights, to look into (English)"
    write_json(
        chosen.to / "card.json", {"summary": summary, "note": note, "parameters": parameters, **figures}
    )


if __name__ == "__main__":
    try:
        main()
    except BabelixError as error:
        sys.exit(f"small_gpt2.py: {error}")
