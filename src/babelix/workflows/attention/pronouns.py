"""Pronouns in translation: does the model find the right French pronoun likelier, with a head and without it?"""

from collections.abc import Sequence
from dataclasses import dataclass

from babelix import data
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.base.seeds import generator
from babelix.evaluation.bootstrap import Interval
from babelix.evaluation.contrastive import (
    ContrastiveAnswers,
    ContrastiveScore,
    contrastive_difference,
    contrastive_score,
)
from babelix.text.contrastive import ContrastivePair, read_contrastive
from babelix.transformer.ablation import HOW, Head, How, ablated, others_of_layer
from babelix.workflows.attention.ablate import places_of
from babelix.workflows.translation.run import Run
from babelix.workflows.translation.translator import Translator


@dataclass(frozen=True)
class PronounEffect:
    """Pronoun accuracy without some heads, and its change against the whole model over the same pairs."""

    heads: list[Head]
    chosen: bool
    how: How
    score: ContrastiveScore
    accuracy_change: Interval
    balanced_change: Interval


@dataclass(frozen=True)
class PronounAblation:
    """Pronoun accuracy of the whole model, and without the chosen head or a random one of its layer."""

    whole: ContrastiveScore
    effects: list[PronounEffect]
    pairs: int
    of: int
    seed: int


def ablate_pronouns(
    run: Run,
    head: Head,
    pairs: int,
    *,
    random_heads: int = 3,
    samples: int = 1000,
    seed: int = 1,
    listener: Listener = silent,
) -> PronounAblation:
    """Score `pairs` contrastive pairs, drawn by `seed`, with the whole model and with one head replaced.

    The head in question, then `random_heads` others of its layer, one at a time: each as many heads as were chosen.
    """
    if pairs < 1:
        raise RequestError(f"expected at least one contrastive pair, got {pairs}")
    known = read_contrastive(data.fetch("pronouns-en-fr")["pairs"])
    rng = generator(seed, "contrastive pairs")
    drawn = [known[i] for i in sorted(rng.permutation(len(known))[:pairs])]
    others = others_of_layer(run.transformer, head)
    controls = [others[i] for i in rng.permutation(len(others))[:random_heads]]
    places = places_of(run, [p.source for p in drawn], [p.right for p in drawn], [head, *controls], HOW)
    progress = Reporter(listener, "scoring pronouns", 1 + len(places), "passes")
    translator = Translator.of_run(run)
    whole = pronoun_answers(translator, drawn)
    progress.advance()
    effects = []
    for (replaced, how), replacement in places.items():
        with ablated(run.transformer, {replaced: replacement}):
            without = pronoun_answers(translator, drawn)
        changes = contrastive_difference(whole, without, samples, seed)
        score = contrastive_score(without, samples, seed)
        effects.append(PronounEffect([replaced], replaced == head, how, score, *changes))
        progress.advance()
    return PronounAblation(contrastive_score(whole, samples, seed), effects, len(drawn), len(known), seed)


def pronoun_answers(translator: Translator, pairs: Sequence[ContrastivePair]) -> ContrastiveAnswers:
    """Compare log P of the right and of the contrastive translation, forced, pair by pair."""
    sources = [pair.source for pair in pairs]
    right = translator.score(sources, [pair.right for pair in pairs])
    contrastive = translator.score(sources, [pair.contrastive for pair in pairs])
    return ContrastiveAnswers.of_scores(right, contrastive, [pair.gender for pair in pairs])
