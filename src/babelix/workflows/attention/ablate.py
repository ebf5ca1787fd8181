"""What a head is worth: loss or BLEU of a set without it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import torch
from torch import Tensor

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, Reporter, silent
from babelix.evaluation.bleu import Bleu, bleu
from babelix.evaluation.perplexity import perplexity
from babelix.evaluation.tokenizers import choose_tokenizer
from babelix.text.batches import like_lengths
from babelix.transformer.ablation import HOW, Head, How, ablated, all_heads, head_means, replacements
from babelix.workflows.translation.reader import Reader
from babelix.workflows.translation.run import Run
from babelix.workflows.translation.translator import Translator

Measure = Literal["loss", "BLEU"]
_BATCH = 64


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


@checked
def ablate(
    run: Run,
    sources: Sequence[str],
    targets: Sequence[str],
    *,
    heads: Sequence[Head] | None = None,
    how: Sequence[How] = HOW,
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
    settings = run.settings
    tokenizer = ""
    if measure == "BLEU":
        tokenizer = choose_tokenizer(settings.evaluation.tokenizer, settings.data.target, targets)

    def value() -> float:
        if measure == "loss":
            scores = translator.score(sources, targets, batch_size=batch_size)
            return perplexity(sum(scores), translator.count_tokens(targets)).nats
        found = translator.translate(sources, beam=1, batch_size=batch_size)
        return bleu([each.text for each in found], targets, tokenizer).score

    wanted = all_heads(run.transformer) if heads is None else list(heads)
    places = places_of(run, sources, targets, wanted, how)
    progress = Reporter(listener, "ablating", 1 + len(places), "heads")
    whole = value()
    progress.advance()
    effects = []
    for (head, way), replacement in places.items():
        with ablated(run.transformer, {head: replacement}):
            without = value()
        effects.append(HeadEffect(head, way, without, without - whole))
        progress.advance()
    how_made = "nats a subword" if measure == "loss" else f"greedy|{Bleu(tokenizer).signature}"
    signature = f"{measure}|{how_made}|n:{len(sources)}"
    return Ablation(measure, whole, effects, len(sources), signature)


def places_of(
    run: Run, sources: Sequence[str], targets: Sequence[str], heads: Sequence[Head], how: Sequence[How]
) -> Mapping[tuple[Head, How], Tensor | float]:
    """Return what stands in the place of each head in each way; means are over the given pairs.

    Raises `RequestError` for an unknown way.
    """
    for way in how:
        if way not in HOW:
            raise RequestError(f"unknown ablation {way!r}{did_you_mean(way, HOW)}; known: {', '.join(HOW)}")
    means = head_means(run.transformer, _batches(run, sources, targets)) if "mean" in how else {}
    return replacements(heads, how, means)


def _batches(run: Run, sources: Sequence[str], targets: Sequence[str]) -> Iterator[tuple[Tensor, Tensor]]:
    data, device = run.settings.data, run.model.E.weight.device
    reader = Reader(run.subwords, normalisation=data.normalise, longest=data.max_tokens)
    for batch in like_lengths(reader.encode(sources), reader.encode(targets), _BATCH):
        yield torch.from_numpy(batch.source).to(device), torch.from_numpy(batch.target_in).to(device)
