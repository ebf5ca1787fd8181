"""Does a pronoun's attention go to the right mention, and does the model need the head that does?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import torch
from jaxtyping import Float64

from babelix import data
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, Reporter, silent
from babelix.evaluation.coreference import (
    Answers,
    CoreferenceScore,
    choose,
    coreference_score,
    correctness,
    mention_attention,
)
from babelix.text import END, normalise
from babelix.text.alignment import after_normalising, covering, word_average
from babelix.text.coreference import Question, read_twins, read_winobias, read_winograd
from babelix.transformer.ablation import Head
from babelix.workflows.attention.pronouns import PronounAblation, ablate_pronouns
from babelix.workflows.runs.shipped import DEFAULT, locate
from babelix.workflows.translation.run import Run, load_run

SETS = ("winograd", "winobias", "twins")
ALL = "all"
TRAINING = "winograd train"
_BATCH = 64


@dataclass(frozen=True)
class Coreference:
    """The head chosen on the training questions, its score on each set, and what the model does without it."""

    model: str
    heads: int
    head: Head
    scores: list[CoreferenceScore]
    ablation: PronounAblation | None


def measure(
    model: str | None = None, name: str = ALL, *, pairs: int = 0, listener: Listener = silent
) -> Coreference:
    """Return `coreference` of a translation model of ours, by its name (en-fr unless given), on one set or on `all`.

    Raises `RequestError` for a model that is none of ours and for an unknown set.
    """
    try:
        run = load_run(locate(model or DEFAULT))
    except RequestError as error:
        raise RequestError(
            f"{error}; `babelix coreference` reads the encoder of a translation model of ours: en-fr or a run folder"
        ) from error
    return coreference(run, SETS if name == ALL else (name,), pairs=pairs, listener=listener)


def coreference(
    run: Run,
    sets: Sequence[str] = SETS,
    *,
    pairs: int = 0,
    permutations: int = 1000,
    samples: int = 1000,
    seed: int = 1,
    listener: Listener = silent,
) -> Coreference:
    """Choose the encoder's head on the Winograd training questions and report it on `sets`.

    With `pairs`, ablate it, and as many random heads of its layer, on so many English-French contrastive pairs, drawn
    by `seed`. Raises `RequestError` for an unknown set.
    """
    for name in sets:
        if name not in SETS:
            raise RequestError(
                f"unknown coreference set {name!r}{did_you_mean(name, SETS)}; known: {', '.join(SETS)}"
            )
    if pairs < 0:
        raise RequestError(f"expected 0 or more contrastive pairs, got {pairs}")
    training = answers(run, TRAINING, questions("winograd", "train"), listener)
    layer, number = choose(training)
    head = Head("encoder", layer, number)
    scores = [
        coreference_score(
            training,
            answers(run, name, questions(name), listener),
            permutations=permutations,
            samples=samples,
            seed=seed,
        )
        for name in sets
    ]
    ablation = (
        ablate_pronouns(run, head, pairs, samples=samples, seed=seed, listener=listener) if pairs else None
    )
    return Coreference(run.name, training.correct[0].size, head, scores, ablation)


def questions(name: str, split: str = "test") -> list[Question]:
    """Return the questions of a set; only `winograd` has a training split."""
    if name == "twins":
        return read_twins()
    if name == "winobias":
        return read_winobias(data.fetch("winobias"))
    return read_winograd(data.fetch("winograd-dpr")["pronouns"], split)


def answers(run: Run, name: str, asked: Sequence[Question], listener: Listener = silent) -> Answers:
    """Return what every head of the encoder answers."""
    found = attention_to_mentions(run, asked, Reporter(listener, f"reading {name}", len(asked), "sentences"))
    return Answers(
        name,
        correctness(found[:, 0], found[:, 1]),
        np.array([question.nearest for question in asked]),
        np.array([question.first for question in asked]),
        np.array([question.pair for question in asked]),
        np.array([question.cluster for question in asked]),
        tuple(question.part for question in asked),
    )


@torch.no_grad()
def attention_to_mentions(
    run: Run, asked: Sequence[Question], progress: Reporter
) -> Float64[np.ndarray, "items mentions layers heads"]:
    """Return the attention of each pronoun to the right and to the wrong mention, in every layer and head.

    Sentences of equal length share a batch: nothing is padded.
    """
    pieces = [_pieces(run, question) for question in asked]
    lengths = [len(ids) for ids, _, _ in pieces]
    found: dict[int, np.ndarray] = {}
    order = sorted(range(len(asked)), key=lengths.__getitem__)
    for _, equal in groupby(order, key=lengths.__getitem__):
        rows = list(equal)
        for first in range(0, len(rows), _BATCH):
            part = rows[first : first + _BATCH]
            weights: list[torch.Tensor] = []
            source = torch.tensor([pieces[i][0] for i in part], device=run.model.E.weight.device)
            run.model.encode(source, weights)
            A = torch.stack(weights, dim=1).float().cpu().numpy()
            attended = mention_attention(
                A, np.stack([pieces[i][1] for i in part]), np.stack([pieces[i][2] for i in part])
            )
            found |= dict(zip(part, attended, strict=True))
            progress.advance(len(part))
    return np.stack([found[i] for i in range(len(asked))])


def _pieces(run: Run, question: Question) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Return a sentence's subwords, and what each counts for the pronoun and for the right and wrong mention."""
    steps = run.settings.data.normalise
    text = normalise(question.text, steps)
    # The end token stands for no character.
    offsets = [*run.subwords.offsets(text), (len(text), len(text))]
    pronoun, right, wrong = (
        after_normalising(span, question.text, steps)
        for span in (question.pronoun, question.right, question.wrong)
    )
    asking = covering(offsets, pronoun, text)
    mentions = np.stack([word_average(offsets, span, text) for span in (right, wrong)])
    return [*run.subwords.encode([text])[0], END], asking / asking.sum(), mentions
