"""A training step beside `torch.nn.Transformer` with the same weights, batch, loss and optimiser.

    python -m benchmarks.translation.train --size tiny --tokens 4096 --json train.json
    python -m benchmarks.translation.train --peer PYTHON --peer PYTHON     # each side in a process of its own
    python -m benchmarks.translation.train --memory                        # the most memory that each side takes

PYTHON is an interpreter that has `transformers` (MarianMT of the same size) or `joeynmt`. One step is forward,
label-smoothed loss, backward and Adam. torch's side is what its users write: the class, `F.cross_entropy` over all
logits, fused Adam. First, in one process, both losses are compared with dropout off.
"""

import resource
import warnings
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from babelix.training.loss import smoothed_cross_entropy
from babelix.training.precision import keep_freed_memory, products_in
from babelix.transformer import Transformer, size
from babelix.transformer.sizes import Size
from benchmarks.measure import arguments, compare, write
from benchmarks.translation.torch_peer import their_weights, torch_transformer
from benchmarks.translation.training_sides import batch_of, beside, memory


class Sides:
    """Our model and torch's with the same weights, on one batch."""

    def __init__(self, named: Size, vocabulary: int, tokens: int) -> None:
        numbers = (named.d_model, named.d_ff, named.heads, named.encoder_layers, named.decoder_layers)
        names = ("d_model", "d_ff", "heads", "encoder_layers", "decoder_layers")
        shape: dict[str, Any] = dict(zip(names, numbers, strict=True))
        torch.manual_seed(1)
        self.model = Transformer(vocabulary, **shape, dropout=named.dropout)
        self.theirs = torch_transformer(*numbers, pre_norm=False, dropout=named.dropout)
        self.theirs.load_state_dict(their_weights(self.model, pre_norm=False))
        self.embedding = Transformer(vocabulary, **shape, dropout=named.dropout)
        self.embedding.load_state_dict(self.model.state_dict())
        self.source, self.target = torch.randint(4, vocabulary, (2, tokens // 16, 16))
        self.out = self.target.roll(-1, 1)
        self.mask = nn.Transformer.generate_square_subsequent_mask(16)
        self.adams = {
            "ours": torch.optim.Adam(self.model.parameters(), 1e-4, fused=True),
            "theirs": torch.optim.Adam(
                [*self.theirs.parameters(), self.embedding.E.weight], 1e-4, fused=True
            ),
        }

    def our_loss(self) -> torch.Tensor:
        """Return our loss of the batch, a mean over its tokens."""
        h = self.model.hidden(self.source, self.target).flatten(0, 1)
        total, _ = smoothed_cross_entropy(h, self.model.E.weight, self.out.flatten(), smoothing=0.1)
        mean: torch.Tensor = total / self.out.numel()
        return mean

    def their_loss(self) -> torch.Tensor:
        """Return the same by torch's classes and loss."""
        source, target = self.embedding.embed(self.source), self.embedding.embed(self.target)
        h = self.theirs(source, target, tgt_mask=self.mask, tgt_is_causal=True)
        logits = F.linear(h, self.embedding.E.weight).flatten(0, 1).float()
        return F.cross_entropy(logits, self.out.flatten(), label_smoothing=0.1)

    def difference(self) -> float:
        """Return how far both losses are apart, with dropout off."""
        parts = (self.model, self.theirs, self.embedding)
        for part in parts:
            part.eval()
        apart = abs(float(self.our_loss().detach()) - float(self.their_loss().detach()))
        for part in parts:
            part.train()
        return apart

    def step(self, side: str, dtype: torch.dtype) -> None:
        """Take one training step with products in `dtype`."""
        with products_in(dtype, self.source.device):
            loss = self.our_loss() if side == "ours" else self.their_loss()
        loss.backward()
        self.adams[side].step()
        self.adams[side].zero_grad(set_to_none=True)


def main() -> None:
    options = arguments(__doc__, repeats=5)
    options.add_argument("--size", default="tiny")
    options.add_argument("--vocabulary", type=int, default=10007)
    options.add_argument("--tokens", type=int, default=4096, help="target tokens a step, in rows of 16")
    options.add_argument(
        "--peer", action="append", default=[], help="a Python that has transformers or joeynmt"
    )
    options.add_argument("--memory", action="store_true", help="measure memory, not time")
    chosen = options.parse_args()
    if chosen.peer or chosen.memory:
        batch = batch_of(size(chosen.size), chosen.vocabulary, chosen.tokens)
        print(f"{chosen.size}, {chosen.tokens} target tokens, {torch.get_num_threads()} threads")
        measured = (memory if chosen.memory else beside)(batch, chosen.peer, chosen.repeats)
        write(chosen.json, measured)
        return
    warnings.filterwarnings("ignore", message="enable_nested_tensor is True")
    sides = Sides(size(chosen.size), chosen.vocabulary, chosen.tokens)
    difference, tokens = sides.difference(), sides.out.numel()
    print(
        f"{chosen.size}, {tokens} target tokens, {torch.get_num_threads()} threads; "
        f"losses differ by {difference:.1e}"
    )
    results: list[dict[str, object]] = [
        {"size": chosen.size, "tokens": tokens, "loss_difference": difference}
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
            ours, theirs = partial(sides.step, "ours", a), partial(sides.step, "theirs", b)
            results.append(compare(label, ours, theirs, chosen.repeats))
    results.append({"peak_megabytes_of_both": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
    write(chosen.json, results)


if __name__ == "__main__":
    main()
