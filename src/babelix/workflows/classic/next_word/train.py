"""Train what predicts the next word, a net or n-grams, in a run folder."""

import math
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.counts import several
from babelix.base.files import write_json
from babelix.base.progress import Listener, silent, tell
from babelix.base.seeds import derive
from babelix.classic.next_word.kneser_ney import KneserNey
from babelix.classic.next_word.nets import NextWord, Shape
from babelix.evaluation.perplexity import perplexity
from babelix.training.device import best_device
from babelix.training.log import FINAL, TIMINGS, MetricLog
from babelix.training.loop import Loop
from babelix.training.plan import Plan
from babelix.training.precision import keep_freed_memory, resolve_precision
from babelix.training.tensors import load_tensors, load_weights, save_tensors
from babelix.workflows.classic.next_word.settings import LearningSettings, NextWordSettings
from babelix.workflows.classic.next_word.task import NextWordTask, score
from babelix.workflows.classic.next_word.texts import WORDS, Numbered, number, read_text
from babelix.workflows.runs.tasks import Trained
from babelix.workflows.runs.training import begun

CHANGING = ("training.threads",)
SCORES = "scores.safetensors"
"""-log p of every word held out and tested on, for comparisons."""
_PACKAGES = ("torch", "numpy", "safetensors")
_RISE = 0.1


@dataclass(frozen=True)
class TrainedNextWord(Trained):
    """What training left behind: words trained on, and how it does on words held out and tested on.

    Of n-grams, `parameters` are how many there are.
    """

    kind: str
    words: int
    val: int
    val_perplexity: float
    test: int
    test_perplexity: float

    def report(self) -> str:
        """Return what a person wants to know, in lines."""
        counted = f"{self.run}: {self.parameters:,} n-grams"
        made = counted if self.kind == "n-gram" else super().report()
        return "\n".join(
            [
                f"{made}, trained on {several(self.words, 'word')}",
                f"held out  perplexity {self.val_perplexity:.2f} over {several(self.val, 'word')}",
                f"test      perplexity {self.test_perplexity:.2f} over {several(self.test, 'word')}",
            ]
        )


@checked
def train(
    settings: NextWordSettings, *, beside: Path, run: Path, resume: bool = False, listener: Listener = silent
) -> TrainedNextWord:
    """Train as `settings` say and leave everything in the folder `run`; a relative file is sought in `beside`.

    Raises `RequestError` on settings or a text that will not do and on a folder in use, `TaskError` when it was
    stopped or failed. Before the first update a failure leaves the folder as it was.
    """
    name = settings.data.name
    text = read_text(str(beside / name) if (beside / name).is_file() else name)
    words = number(text, settings.data.vocabulary, exact=settings.data.exact)
    threads, files = settings.training.threads, (WORDS, SCORES)
    taken = begun(
        run, settings, text.checksums, resume=resume, threads=threads, changing=CHANGING, files=files
    )
    with taken as training:
        write_json(run / WORDS, list(words.vocabulary.words))
        training.record({"train": len(words.train), "vocabulary": len(words.vocabulary)}, _PACKAGES)
        if settings.model.kind == "n-gram":
            counts = _count(settings, words, run, listener)
            scores = (counts.score(words.val), counts.score(words.test))
            weights, steps, parameters = run / FINAL, 1, counts.size
        else:
            loop = _prepare(settings, words, run, resume, listener)
            weights = training.run(loop, settings.training, listener)
            assert isinstance(loop.model, NextWord)
            load_weights(loop.model, load_tensors(weights)[0], str(weights))
            loop.model.eval()
            model, precision = loop.model, loop.plan.precision
            scores = (score(model, words.val, precision), score(model, words.test, precision))
            steps, parameters = loop.state.step, sum(p.numel() for p in loop.model.parameters())
        save_tensors(
            run / SCORES,
            {k: torch.from_numpy(np.asarray(s)) for k, s in zip(("val", "test"), scores, strict=True)},
        )
    val, test = (_perplexity(each) for each in scores)
    return TrainedNextWord(
        run, weights, steps, parameters, settings.model.kind, len(words.train), *val, *test
    )


def _perplexity(scores: NDArray[np.float32]) -> tuple[int, float]:
    found = perplexity(-float(scores.sum(dtype=np.float64)), len(scores), "word")
    return found.count, found.perplexity


def _count(settings: NextWordSettings, words: Numbered, run: Path, listener: Listener) -> KneserNey:
    began = time.monotonic()
    own = settings.model
    found = KneserNey.count(words.train, len(words.vocabulary), own.order, own.least)
    seconds = time.monotonic() - began
    tell(
        listener,
        "counting",
        f"{found.size:,} n-grams of up to {several(found.order, 'word')} in {seconds:.0f} s",
    )
    MetricLog(run / TIMINGS).append(
        1, {"seconds": seconds, "tokens_per_second": len(words.train) / max(seconds, 1e-9)}
    )
    save_tensors(run / FINAL, {k: torch.from_numpy(a) for k, a in found.arrays().items()}, {"step": 1})
    return found


def shape_of(settings: NextWordSettings, vocabulary: int) -> Shape:
    """Return the shape of the net that settings ask for."""
    own = settings.model
    assert own.kind != "n-gram"
    return Shape(
        own.kind, vocabulary, own.width, own.hidden, own.layers, own.window, own.heads, own.dropout, own.tied
    )


def _prepare(
    settings: NextWordSettings, words: Numbered, folder: Path, resume: bool, listener: Listener
) -> Loop:
    keep_freed_memory()
    device, own = best_device(), settings.training
    torch.manual_seed(derive(own.seed, "model"))
    model = NextWord(shape_of(settings, len(words.vocabulary))).to(device)
    torch.manual_seed(derive(own.seed, "training"))
    model.carry(own.batch)
    precision = resolve_precision(own.precision, device)
    task = NextWordTask(
        words.train, words.val, batch=own.batch, length=own.length, device=device, precision=precision
    )
    plan = build_plan(own, task.pieces, precision)
    return Loop(model, task, plan, folder, resume=resume, listener=listener)


def build_plan(own: LearningSettings, pieces: int, precision: torch.dtype) -> Plan:
    """Return the loop's numbers for `pieces` an epoch: an evaluation and a checkpoint each epoch, and in between."""
    steps = own.epochs * pieces
    return Plan(
        steps=steps,
        rate=partial(rise_and_fall, steps=steps, highest=own.rate),
        betas=(0.9, 0.99),
        epsilon=1e-8,
        clip=own.clip,
        precision=precision,
        log_every=max(pieces // 10, 1),
        evaluate_every=pieces,
        save_every=max(pieces // 4, 1),
        batching=own.batch * 100_000 + own.length,
        unit="words",
    )


def rise_and_fall(step: int, *, steps: int, highest: float) -> float:
    """Return the rate of update `step` (from 1) of `steps`: up for a tenth, then down along a cosine to zero."""
    rise = max(_RISE * steps, 1)
    if step <= rise:
        return highest * step / rise
    return highest * (1 + math.cos(math.pi * (step - rise) / max(steps - rise, 1))) / 2
