"""What finished trainings come to: BLEU, by the length of the source too, and what they cost."""

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from babelix.base.files import write_json
from babelix.base.progress import Listener
from babelix.evaluation.bleu import Bleu, Statistics
from babelix.evaluation.bootstrap import Comparison, Interval, compare_statistics, interval_of
from babelix.evaluation.scores import Scoring
from babelix.evaluation.tokenizers import choose_tokenizer
from babelix.text import PADDING
from babelix.training.device import best_device
from babelix.training.loss import smoothed_cross_entropy
from babelix.training.precision import products_in, resolve_precision
from babelix.workflows.translation.compare.settings import CompareSettings
from babelix.workflows.translation.compare.trainings import Training, bleu_by_update, evaluations
from babelix.workflows.translation.evaluate import evaluate
from babelix.workflows.translation.network import Network
from babelix.workflows.translation.run import load_run

_TEST = "test.json"
Curve = Sequence[tuple[int, float]]
LONGEST = (10, 13, 17)
"""Bounds of the lengths, in words of the source, that sentences are told apart by."""
_SENTENCES, _TOKENS = 64, 16


@dataclass(frozen=True)
class Cost:
    """Processor seconds of an update's forward and backward pass, and of a translated sentence."""

    update: float
    sentence: float


@dataclass(frozen=True)
class Row:
    """One network: the rate chosen for it; of each seed the loss of validation at the end, and BLEU.

    `against` compares the first seed with that of the network whose median BLEU is highest, None for that one;
    `by_length` are BLEU by the length of the source, mean over seeds, a bucket each; `curve` is the loss of validation
    after so many processor minutes, of the first seed; `reached` are the minutes after which each seed's BLEU of
    sentences held out was first as high as `Compared.reach`, None where it never was.
    """

    name: str
    parameters: int
    rate: float
    seeds: tuple[int, ...]
    val_loss: tuple[float, ...]
    bleu: tuple[Interval, ...]
    against: Comparison | None
    by_length: tuple[float, ...]
    cost: Cost
    minutes: float
    curve: tuple[tuple[float, float], ...]
    reached: tuple[float | None, ...]


@dataclass(frozen=True)
class Compared:
    """The table, in the order asked for; `lengths` are the sentences of each bucket of `by_length`.

    `reach` is the BLEU of `Row.reached`; None where no BLEU was asked for while training.
    """

    data: str
    test: str
    updates: int
    lengths: tuple[int, ...]
    rows: tuple[Row, ...]
    reach: float | None


def table(
    settings: CompareSettings,
    made: Mapping[str, Sequence[Training]],
    run: Path,
    beside: Path,
    listener: Listener,
    reach: float | None = None,
) -> Compared:
    """Return the table of finished trainings, those of each network by seed. What was translated before is read.

    `reach` is a BLEU of sentences held out; unless given, the highest whole one that every training comes to.
    """
    outputs = {
        name: [_translated(settings, run / each.folder, beside, listener) for each in own]
        for name, own in made.items()
    }
    source, references = next(iter(outputs.values()))[0][1:]
    bleu = Bleu(choose_tokenizer(None, settings.data.target, references))
    scored = {
        name: [bleu.statistics(said, references) for said, _, _ in own] for name, own in outputs.items()
    }
    intervals = {name: tuple(interval_of(bleu, each) for each in own) for name, own in scored.items()}
    best = max(intervals, key=lambda name: float(np.median([each.score for each in intervals[name]])))
    buckets = _buckets(source)
    costs = _costs({name: run / own[0].folder for name, own in made.items()}, source, settings)
    learned = {name: [bleu_by_update(run / each.folder) for each in own] for name, own in made.items()}
    reach = _common(learned) if reach is None else reach
    rows = []
    for name, own in made.items():
        learning = own[0].settings.training
        per_minute = costs[name].update / 60
        rows.append(
            Row(
                name,
                sum(each.numel() for each in load_run(run / own[0].folder).model.parameters()),
                learning.rate_factor,
                tuple(each.settings.training.seed for each in own),
                tuple(evaluations(run / each.folder)[-1][1] for each in own),
                intervals[name],
                None if name == best else compare_statistics(bleu, scored[best][0], scored[name][0]),
                tuple(_mean(bleu, scored[name], places) for places in buckets),
                costs[name],
                learning.steps * per_minute,
                tuple((step * per_minute, loss) for step, loss in evaluations(run / own[0].folder)),
                tuple(_first(each, reach, per_minute) for each in learned[name]),
            )
        )
    name = settings.data.name or settings.data.train[0]
    test = settings.test_files[0] if settings.test_files else settings.test
    return Compared(name, test, settings.training.steps, tuple(map(len, buckets)), tuple(rows), reach)


def _common(learned: Mapping[str, Sequence[Curve]]) -> float | None:
    """Return the highest whole BLEU that every training came to; None where one was never scored."""
    highest = [max((bleu for _, bleu in each), default=None) for own in learned.values() for each in own]
    known = [each for each in highest if each is not None]
    return float(math.floor(min(known))) if len(known) == len(highest) else None


def _first(curve: Curve, reach: float | None, per_minute: float) -> float | None:
    """Return the minutes after which BLEU was first as high as `reach`."""
    return next(
        (step * per_minute for step, bleu in curve if reach is not None and bleu >= reach),
        None,
    )


def _translated(
    settings: CompareSettings, folder: Path, beside: Path, listener: Listener
) -> tuple[list[str], list[str], list[str]]:
    """Return what a training says, the sources and the references, keeping them in its folder."""
    if not (folder / _TEST).exists():
        files = [beside / each for each in settings.test_files]
        asked: dict[str, Any] = (
            {"source": files[0], "reference": files[1], "cut": False}
            if files
            else {"name": settings.data.name, "split_name": settings.test}
        )
        found = evaluate(folder, **asked, scoring=Scoring(ter=False), listener=listener)
        pairs = found.pairs
        rows = zip(found.translations, pairs.source, (each[0] for each in pairs.references), strict=True)
        write_json(folder / _TEST, [list(row) for row in rows])
    said, source, references = zip(*json.loads((folder / _TEST).read_text(encoding="utf-8")), strict=True)
    return list(said), list(source), list(references)


def _buckets(source: Sequence[str]) -> list[list[int]]:
    lengths = np.array([len(each.split()) for each in source])
    bucket = np.searchsorted(LONGEST, lengths)
    return [np.flatnonzero(bucket == each).tolist() for each in range(len(LONGEST) + 1)]


def _mean(bleu: Bleu, scored: Sequence[Statistics], places: Sequence[int]) -> float:
    """Return the mean over seeds of BLEU over some sentences; 0 where there are none."""
    sums = np.stack([each.rows[list(places)].sum(0) for each in scored])
    return float(bleu.scores(sums).mean()) if len(places) else 0.0


def _costs(
    folders: Mapping[str, Path], source: Sequence[str], settings: CompareSettings, repeats: int = 3
) -> dict[str, Cost]:
    """Return what the networks cost on one machine, one after the other and again, the fastest of each."""
    from babelix.workflows.translation.translator import load_translator

    translators = {name: load_translator(folder) for name, folder in folders.items()}
    few, own = list(source[:_SENTENCES]), settings.training
    rows, precision = (
        own.batch_tokens * own.accumulate // _TOKENS,
        resolve_precision(own.precision, best_device()),
    )
    updates = {name: list[float]() for name in folders}
    sentences = {name: list[float]() for name in folders}
    for _ in range(repeats):
        for name, each in translators.items():
            began = time.process_time()
            _update(each.model, max(rows, 1), precision)
            updates[name].append(time.process_time() - began)
            began = time.process_time()
            each.translate(few)
            sentences[name].append((time.process_time() - began) / len(few))
    return {name: Cost(min(updates[name]), min(sentences[name])) for name in folders}


def _update(model: Network, rows: int, precision: torch.dtype) -> None:
    """Go forward and back once through a batch of drawn words, as large as a training's."""
    device, many = best_device(), model.E.num_embeddings
    rng = torch.Generator().manual_seed(1)
    drawn = torch.randint(PADDING + 1, many, (3, rows, _TOKENS), generator=rng).to(device)
    model.train()
    with products_in(precision, device):
        h = model.hidden(drawn[0], drawn[1]).flatten(0, 1)
        total, _ = smoothed_cross_entropy(h, model.E.weight, drawn[2].flatten(), smoothing=0.1)
    total.backward()  # type: ignore[no-untyped-call]
    model.zero_grad(set_to_none=True)
    model.eval()
