"""Does a pronoun's attention go to the right mention, and does the model need the head that does?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from babelix import data
from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, Reporter, silent
from babelix.evaluation.coreference import (
    Answers,
    CoreferenceScore,
    choose,
    coreference_score,
    mention_attention,
)
from babelix.text.coreference import Question, encode_question, read_twins, read_winobias, read_winograd
from babelix.training.device import best_device
from babelix.transformer.ablation import Head
from babelix.transformer.attention_weights import encoder_weights
from babelix.workflows.attention.pronouns import PronounAblation, ablate_pronouns
from babelix.workflows.runs.shipped import DEFAULT, locate
from babelix.workflows.translation.run import Run, load_run

SETS = ("winograd", "winobias", "twins")
ALL = "all"
TRAINING = "winograd train"


@dataclass(frozen=True)
class Coreference:
    """The head chosen on the training questions, its score on each set, and what the model does without it."""

    model: str
    heads: int
    head: Head
    scores: list[CoreferenceScore]
    ablation: PronounAblation | None


@checked
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
    run.model.to(best_device())
    return coreference(run, SETS if name == ALL else (name,), pairs=pairs, listener=listener)


@checked
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
    return Answers.of_attention(
        name,
        found,
        nearest=np.array([question.nearest for question in asked]),
        first=np.array([question.first for question in asked]),
        pairs=np.array([question.pair for question in asked]),
        clusters=np.array([question.cluster for question in asked]),
        parts=tuple(question.part for question in asked),
    )


def attention_to_mentions(
    run: Run, asked: Sequence[Question], progress: Reporter
) -> Float64[np.ndarray, "items mentions layers heads"]:
    """Return the attention of each pronoun to the right and to the wrong mention, in every layer and head."""
    encoded = [encode_question(question, run.subwords, run.settings.data.normalise) for question in asked]
    found: dict[int, np.ndarray] = {}
    for part, weights in encoder_weights(run.transformer, [each.ids for each in encoded]):
        pronouns = np.stack([encoded[i].pronoun for i in part])
        mentions = np.stack([encoded[i].mentions for i in part])
        found |= dict(zip(part, mention_attention(weights, pronouns, mentions), strict=True))
        progress.advance(len(part))
    return np.stack([found[i] for i in range(len(asked))])
