"""A training step beside `torch.nn.Transformer` with the same weights, batch, loss and optimiser.

    python -m benchmarks.train --size tiny --tokens 4096 --json train.json

One step is forward, label-smoothed loss, backward and Adam. torch's side is what its users write: the class,
`F.cross_entropy` over all logits, fused Adam. First both losses are compared with dropout off.
"""

import argparse
import resource
import warnings
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from babelix.training.loss import smoothed_cross_entropy
from babelix.training.precision import keep_freed_memory, products_in
from babelix.transformer import Transformer, size
from benchmarks.pairs import compare, write
from benchmarks.torch_peer import their_weights, torch_transformer


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", default="tiny")
    options.add_argument("--vocabulary", type=int, default=10007)
    options.add_argument("--tokens", type=int, default=4096, help="target tokens a step, in rows of 16")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    warnings.filterwarnings("ignore", message="enable_nested_tensor is True")

    named = size(chosen.size)
    numbers = (named.d_model, named.d_ff, named.heads, named.encoder_layers, named.decoder_layers)
    names = ("d_model", "d_ff", "heads", "encoder_layers", "decoder_layers")
    torch.manual_seed(1)
    model = Transformer(chosen.vocabulary, **dict(zip(names, numbers, strict=True)), dropout=named.dropout)
    theirs = torch_transformer(*numbers, pre_norm=False, dropout=named.dropout)
    theirs.load_state_dict(their_weights(model, pre_norm=False))
    embedding = Transformer(
        chosen.vocabulary, **dict(zip(names, numbers, strict=True)), dropout=named.dropout
    )
    embedding.load_state_dict(model.state_dict())
    E = embedding.E.weight
    source, target = torch.randint(4, chosen.vocabulary, (2, chosen.tokens // 16, 16))
    out = target.roll(-1, 1)
    mask = nn.Transformer.generate_square_subsequent_mask(16)

    def our_loss() -> torch.Tensor:
        h = model.hidden(source, target).flatten(0, 1)
        return smoothed_cross_entropy(h, model.E.weight, out.flatten(), smoothing=0.1)[0] / out.numel()

    def their_loss() -> torch.Tensor:
        h = theirs(embedding.embed(source), embedding.embed(target), tgt_mask=mask, tgt_is_causal=True)
        return F.cross_entropy(F.linear(h, E).flatten(0, 1).float(), out.flatten(), label_smoothing=0.1)

    for part in (model, theirs, embedding):
        part.eval()
    difference = abs(float(our_loss().detach()) - float(their_loss().detach()))
    for part in (model, theirs, embedding):
        part.train()
    adams = {
        "ours": torch.optim.Adam(model.parameters(), 1e-4, fused=True),
        "theirs": torch.optim.Adam([*theirs.parameters(), E], 1e-4, fused=True),
    }

    def step(side: str, dtype: torch.dtype) -> None:
        with products_in(dtype, source.device):
            loss = our_loss() if side == "ours" else their_loss()
        loss.backward()
        adams[side].step()
        adams[side].zero_grad(set_to_none=True)

    threads = torch.get_num_threads()
    print(f"{chosen.size}, {out.numel()} target tokens, {threads} threads; losses differ by {difference:.1e}")
    results: list[dict[str, object]] = [
        {"size": chosen.size, "tokens": out.numel(), "loss_difference": difference}
    ]
    single, half = torch.float32, torch.bfloat16
    rows = (
        ("float32 against float32", single, single),
        ("bfloat16 against bfloat16", half, half),
        ("bfloat16 against float32", half, single),
    )
    for kept in (False, True):
        if kept:
            # Last, since it cannot be undone: from here on both sides reuse freed memory.
            keep_freed_memory()
        for name, a, b in rows:
            label = f"{name}{', freed memory kept by both' if kept else ''}"
            results.append(
                compare(label, lambda a=a: step("ours", a), lambda b=b: step("theirs", b), chosen.rounds)
            )
    results.append({"peak_megabytes_of_both": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
    write(results, chosen.json)


if __name__ == "__main__":
    main()
