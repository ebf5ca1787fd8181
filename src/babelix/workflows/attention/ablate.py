"""What a head is worth: loss or BLEU of a set without it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import torch
from torch import Tensor

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, Reporter, silent
from babelix.evaluation.bleu import bleu
from babelix.text import normalise
from babelix.text.batches import make_batch
from babelix.transformer.ablation import Head, ablated, all_heads, head_means
from babelix.workflows.translation.run import Run
from babelix.workflows.translation.translator import Translator

How = Literal["zero", "mean"]
Measure = Literal["loss", "BLEU"]


@dataclass(frozen=True)
class HeadEffect:
    """The measure without one head, and its change: a positive change of loss or a negative one of BLEU is harm."""

    head: Head
    how: How
    value: float
    change: float


@dataclass(frozen=True)
class Ablation:
    """The measure of the whole model, and without each head."""

    measure: Measure
    whole: float
    effects: list[HeadEffect]
    sentences: int
    signature: str


def ablate(
    run: Run,
    sources: Sequence[str],
    targets: Sequence[str],
    *,
    heads: Sequence[Head] | None = None,
    how: Sequence[How] = get_args(How),
    measure: Measure = "loss",
    batch_size: int = 64,
    listener: Listener = silent,
) -> Ablation:
    """Measure the set whole, then without each head in turn (all of them unless given), in each way.

    `loss` is the mean of -log P of a target subword in nats, end tokens included; `BLEU` is of greedy translations.
    `mean` puts the head's mean output over this very set in its place.
    """
    if measure not in get_args(Measure):
        raise RequestError(
            f"unknown measure {measure!r}{did_you_mean(measure, get_args(Measure))}; known: loss, BLEU"
        )
    if not sources or len(sources) != len(targets):
        raise RequestError(
            f"expected as many targets as sources, some, got {len(targets)} and {len(sources)}"
        )
    translator = Translator.of_run(run)

    def value() -> float:
        if measure == "loss":
            total = sum(translator.score(sources, targets, batch_size=batch_size))
            return -total / translator.count_tokens(targets)
        found = translator.translate(sources, beam=1, batch_size=batch_size)
        return bleu([each.text for each in found], targets).score

    wanted = all_heads(run.model) if heads is None else list(heads)
    places = replacements(run, sources, targets, wanted, how)
    progress = Reporter(listener, "ablating", 1 + len(places), "heads")
    whole = value()
    progress.advance()
    effects = []
    for (head, way), replacement in places.items():
        with ablated(run.model, {head: replacement}):
            without = value()
        effects.append(HeadEffect(head, way, without, without - whole))
        progress.advance()
    signature = f"{measure}|{'nats a subword' if measure == 'loss' else 'greedy'}|n:{len(sources)}"
    return Ablation(measure, whole, effects, len(sources), signature)


def replacements(
    run: Run, sources: Sequence[str], targets: Sequence[str], heads: Sequence[Head], how: Sequence[How]
) -> Mapping[tuple[Head, How], Tensor | float]:
    """Return what stands in the place of each head in each way; means are over the given pairs."""
    for way in how:
        if way not in get_args(How):
            raise RequestError(
                f"unknown ablation {way!r}{did_you_mean(way, get_args(How))}; known: zero, mean"
            )
    means = head_means(run.model, _batches(run, sources, targets)) if "mean" in how else {}
    return {(head, way): means.get(head, 0.0) if way == "mean" else 0.0 for head in heads for way in how}


def _batches(run: Run, sources: Sequence[str], targets: Sequence[str]) -> Iterator[tuple[Tensor, Tensor]]:
    device = run.model.E.weight.device
    rows, wanted = (encode(run, texts) for texts in (sources, targets))
    order = sorted(range(len(rows)), key=lambda i: (len(wanted[i]), len(rows[i])))
    for first in range(0, len(order), 64):
        part = order[first : first + 64]
        batch = make_batch([rows[i] for i in part], [wanted[i] for i in part])
        yield torch.from_numpy(batch.source).to(device), torch.from_numpy(batch.target_in).to(device)


def encode(run: Run, texts: Sequence[str]) -> list[list[int]]:
    """Return the subwords of normalised texts, as the run was trained on them."""
    return run.subwords.encode([normalise(text, run.settings.data.normalise) for text in texts])
