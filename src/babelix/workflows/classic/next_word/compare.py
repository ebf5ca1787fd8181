"""Several predictors of the next word on equal terms: parameters, words seen, trials and seeds."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from babelix.base.arguments import checked
from babelix.base.progress import Listener, duration, silent, tell
from babelix.classic.next_word.nets import NextWord
from babelix.classic.next_word.sizes import parameters
from babelix.evaluation.bootstrap import Comparison, compare_statistics
from babelix.evaluation.perplexity import WordPerplexity
from babelix.training.loss import smoothed_cross_entropy
from babelix.workflows.classic.next_word.settings import CompareSettings
from babelix.workflows.classic.next_word.texts import Numbered, number, read_text
from babelix.workflows.classic.next_word.train import shape_of
from babelix.workflows.classic.next_word.trials import (
    Training,
    best_of,
    carry_out,
    finished,
    scores,
    seeds,
    trials,
    updates_took,
)
from babelix.workflows.runs.folder import begin, held


@dataclass(frozen=True)
class Row:
    """One predictor: what was chosen for it, and the perplexity of each seed on words held out and tested on.

    `against` compares its test sentences, -log p averaged over seeds, with those of the predictor before all others on
    words held out, None for that one; `parameters` is None of n-grams. `minutes` are those that the updates of one
    training took by the clock, evaluations aside, the median over seeds.
    """

    kind: str
    parameters: int | None
    rate: float
    dropout: float
    val: tuple[float, ...]
    test: tuple[float, ...]
    against: Comparison | None
    minutes: float


@dataclass(frozen=True)
class Compared:
    """A comparison's table, in the order asked for."""

    text: str
    best: str
    rows: tuple[Row, ...]


@checked
def compare(
    settings: CompareSettings, *, beside: Path, run: Path, resume: bool = False, listener: Listener = silent
) -> Compared:
    """Train what is not finished in `run` and return the table. Trainings that were stopped are gone on with.

    Raises `RequestError` for a text that will not do, and a folder of a comparison with other settings.
    """
    text = read_text(settings.data.name)
    words = number(text, settings.data.vocabulary, exact=settings.data.exact)
    size = len(words.vocabulary)
    begin(run, settings, resume=resume)
    with held(run):
        kinds = settings.model.kinds
        tried: dict[str, list[Training]] = {kind: trials(settings, kind, size) for kind in kinds}
        tell(listener, "comparing", cost(settings, tried, run, words))
        chosen: dict[str, list[Training]] = {}
        for kind in kinds:
            best = best_of(run, list(carry_out(run, tried[kind], beside, listener)))
            chosen[kind] = list(carry_out(run, seeds(settings, best, size), beside, listener))
    return table(text.name, chosen, run, words, size)


def cost(settings: CompareSettings, tried: Mapping[str, list[Training]], run: Path, words: Numbered) -> str:
    """Return what there is to do, timed by an update of each net that is left."""
    count, seconds = 0, 0.0
    others = len(settings.trials.seeds) - 1
    updates = (
        settings.training.epochs * len(words.train) / (settings.training.batch * settings.training.length)
    )
    for kind, own in tried.items():
        left = sum(not finished(run, each) for each in own)
        if kind == "n-gram":
            count += left
            continue
        # Which trial is the best is not known until all are finished: until then its other seeds count as to go.
        many = left + (
            others if left else sum(not finished(run, t) for t in _seeds(settings, own, run, words))
        )
        count += many
        seconds += many * updates * (_update(own[0], len(words.vocabulary)) if many else 0)
    return f"{count} trainings to go, about {duration(seconds)} at one update's pace, evaluations not counted"


def _seeds(settings: CompareSettings, own: list[Training], run: Path, words: Numbered) -> list[Training]:
    return seeds(settings, best_of(run, own), len(words.vocabulary))


def _update(training: Training, vocabulary: int) -> float:
    """Return the seconds of the faster of two updates on random words, without the optimiser's step."""
    own, found = training.settings.training, []
    model = NextWord(shape_of(training.settings, vocabulary))
    asked = torch.randint(vocabulary, (own.batch, own.length))
    for _ in range(2):
        began = time.monotonic()
        h, _state = model(asked, model.begin(own.batch))
        loss = smoothed_cross_entropy(h.flatten(0, 1), model.E, asked.flatten(), smoothing=0.0, b=model.bias)
        loss[0].backward()  # type: ignore[no-untyped-call]
        found.append(time.monotonic() - began)
    return min(found)


def table(name: str, chosen: dict[str, list[Training]], run: Path, words: Numbered, size: int) -> Compared:
    """Return the table of finished trainings, each kind's by seed."""
    val, test, mean = {}, {}, {}
    for kind, own in chosen.items():
        both = [scores(run, each) for each in own]
        val[kind] = tuple(math.exp(float(each[0].mean())) for each in both)
        test[kind] = tuple(math.exp(float(each[1].mean())) for each in both)
        mean[kind] = np.mean([each[1] for each in both], axis=0)
    best = min(val, key=lambda kind: float(np.median(val[kind])))
    metric, ends = WordPerplexity(), np.flatnonzero(words.test == 0).tolist()
    rows = []
    for kind, own in chosen.items():
        against = None
        if kind != best:
            first, second = (metric.statistics(mean[each], ends) for each in (best, kind))
            against = compare_statistics(metric, first, second)
        first_one = own[0].settings
        many = None if kind == "n-gram" else parameters(shape_of(first_one, size))
        minutes = float(np.median([updates_took(run / each.folder) for each in own])) / 60
        chosen_for_it = (first_one.training.rate, first_one.model.dropout)
        rows.append(Row(kind, many, *chosen_for_it, val[kind], test[kind], against, minutes))
    return Compared(name, best, tuple(rows))
