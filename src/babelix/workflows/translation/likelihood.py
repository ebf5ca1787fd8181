"""Forced scoring: the log-probability of translations that are given, read in one pass."""

import math
from collections.abc import Sequence
from dataclasses import replace

import torch

from babelix.base.progress import Listener, Reporter, silent
from babelix.decoding import Hypothesis
from babelix.decoding.hypothesis import no_numbers
from babelix.text import END, START
from babelix.text.batches import pad
from babelix.training.loss import smoothed_cross_entropy
from babelix.training.precision import products_in
from babelix.workflows.translation.network import Network
from babelix.workflows.translation.search import check_batch_size

# Of both sides, padded: beside one long sentence stand few others.
_TOKENS = 16_384


@torch.no_grad()
def log_probabilities(
    model: Network,
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    *,
    batch_size: int,
    precision: torch.dtype | None = None,
    listener: Listener = silent,
) -> list[float]:
    """Return log P(target | source) in nats of each encoded pair (ids without start or end), the end token included.

    In float32 it depends on the batch by less than 1e-5. Raises `RequestError` on a batch size below 1, and
    `TaskError` where the model's are no numbers.
    """
    check_batch_size(batch_size)
    device = model.E.weight.device
    order = sorted(range(len(sources)), key=lambda i: (len(targets[i]), len(sources[i]), i))
    out = [0.0] * len(sources)
    progress = Reporter(listener, "scoring", len(order), "pairs")
    first = 0
    while first < len(order):
        part = order[first : first + batch_size]
        while len(part) > (
            fits := max(1, _TOKENS // max(max(len(sources[i]), len(targets[i])) + 1 for i in part))
        ):
            part = part[:fits]
        first += len(part)
        source = torch.from_numpy(pad([[*sources[i], END] for i in part])).to(device)
        target = torch.from_numpy(pad([[START, *targets[i], END] for i in part])).to(device)
        with products_in(precision, device):
            h = model.hidden(source, target[:, :-1])
        for row, i in enumerate(part):
            length = len(targets[i]) + 1
            _, negative = smoothed_cross_entropy(
                h[row, :length], model.E.weight, target[row, 1 : length + 1], smoothing=0.0
            )
            out[i] = -float(negative)
        if any(math.isnan(out[i]) for i in part):
            raise no_numbers()
        progress.advance(len(part))
    return out


def judged(
    model: Network,
    rows: Sequence[Sequence[int]],
    found: Sequence[Sequence[Hypothesis]],
    *,
    batch_size: int,
    precision: torch.dtype | None = None,
) -> list[list[Hypothesis]]:
    """Return what a search that penalises `found` for each of `rows`, with the log-probabilities the model gives."""
    pairs = [(row, each.tokens) for row, hypotheses in zip(rows, found, strict=True) for each in hypotheses]
    sources, targets = [row for row, _ in pairs], [tokens for _, tokens in pairs]
    scored = iter(log_probabilities(model, sources, targets, batch_size=batch_size, precision=precision))
    return [[replace(each, log_probability=next(scored)) for each in hypotheses] for hypotheses in found]
