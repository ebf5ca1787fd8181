"""A trained causal model's attention of 512 tokens of prose, for `benchmarks.attention.page --npz`.

    python -m benchmarks.attention.weights runs/attention_page/trained.npz [--model small-gpt2] [--tokens 512]

The prose is A Tale of Two Cities from "wisdom" on ("... it was the age of wisdom ..."). Mean entropy of the heads is
printed, in bits: flat attention packs worse than peaked attention.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from babelix import data
from babelix.base.files import read_lines
from babelix.inspection.statistics import statistics
from babelix.workflows.attention.attend import open_model


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("to", type=Path)
    options.add_argument("--model", default="small-gpt2")
    options.add_argument("--tokens", type=int, default=512)
    chosen = options.parse_args()
    novel = " ".join(read_lines(data.fetch("tale-of-two-cities")["text"]))
    words = novel[novel.index("wisdom") :].split()
    model: Any = open_model(chosen.model)  # somebody else's: with a tokenizer
    count = 0
    for count in range(chosen.tokens, 0, -1):  # the most words that the model reads in so many tokens
        if len(model.tokenizer(" ".join(words[:count]))["input_ids"]) <= chosen.tokens:
            break
    one = model.attention(" ".join(words[:count])).maps[0]
    chosen.to.parent.mkdir(parents=True, exist_ok=True)
    np.savez(chosen.to, weights=one.weights, tokens=np.array(one.queries), causal=one.causal)
    entropy = statistics(one).entropy
    print(
        f"{one.model}: {one.layers} x {one.heads} heads, {len(one.queries)} tokens, entropy {entropy.mean():.2f} bits "
        f"(heads from {entropy.min():.2f} to {entropy.max():.2f}), causal {one.causal}"
    )


if __name__ == "__main__":
    main()
