"""Grid beam search: the likeliest sentence that holds what it must. Hokamp and Liu 2017 (arXiv 1704.07138)."""

from dataclasses import replace

import torch
from jaxtyping import Int
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.decoding.grid import Grid, Partial, Sentence
from babelix.decoding.hypothesis import Hypothesis, check_request
from babelix.decoding.phrases import Constraints, Width
from babelix.decoding.state import State, Step, advance, check_rows, gather


@torch.no_grad()
def constrained_search(
    step: Step,
    state: State,
    *,
    start: int,
    end: int,
    max_lengths: Int[Tensor, "batch"],
    constraints: Constraints,
    width: Width = Width(),
    forbidden: tuple[int, ...] = (),
) -> list[Hypothesis]:
    """Return each sentence's best hypothesis that says all of its phrases, one after another, anywhere.

    At every position the `width.beam` likeliest hypotheses of each number of covered tokens are kept, so that saying a
    phrase late costs no place in the beam. What is begun is finished before anything else. A hypothesis ends when
    nothing is missing; where the limit comes near, only what is missing is said. Scores are as in
    `beam_search`. A sentence whose phrases do not fit its limit, or are impossible, gives what was found, not finished.
    Raises `RequestError` on an impossible request.
    """
    check_request(end, max_lengths.tolist(), forbidden)
    check_rows(state, len(max_lengths))
    phrases = constraints.phrases
    if len(phrases) != len(max_lengths):
        raise RequestError(
            f"expected one list of phrases a sentence ({len(max_lengths)}), got {len(phrases)}"
        )
    if any(not form for listed in phrases for phrase in listed for form in phrase.forms or ((),)):
        raise RequestError("a phrase must have a form, and a form a token")
    grid = Grid(end, width, forbidden, constraints.words)
    results: list[Hypothesis] = [Hypothesis((), 0.0, 0.0, finished=False)] * len(max_lengths)
    sentences = [Sentence(i, phrases[i], limit, [Partial(i)]) for i, limit in enumerate(max_lengths.tolist())]
    last = torch.full_like(max_lengths, start)
    length = 0
    while sentences:
        length += 1
        log_probs, state = advance(step, last, state, (end, *forbidden))
        grid.extend(sentences, log_probs, length)
        for sentence in sentences:
            if grid.done(sentence, length):
                results[sentence.number] = grid.best(sentence)
        sentences = [sentence for sentence in sentences if not grid.done(sentence, length)]
        rows = [partial for sentence in sentences for partial in sentence.live]
        if rows:
            state = gather(state, torch.tensor([partial.row for partial in rows], device=max_lengths.device))
            last = torch.tensor([partial.tokens[-1] for partial in rows], device=max_lengths.device)
        position = 0
        for sentence in sentences:
            sentence.live = [replace(partial, row=position + i) for i, partial in enumerate(sentence.live)]
            position += len(sentence.live)
    return results
