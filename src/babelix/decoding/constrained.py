"""Grid beam search: the likeliest sentence that holds what it must. Hokamp and Liu 2017 (arXiv 1704.07138)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.decoding.hypothesis import Hypothesis, check_request, length_penalty
from babelix.decoding.ranking import largest
from babelix.decoding.state import State, Step, advance, check_rows, gather, refuse_nan


@dataclass(frozen=True)
class Phrase:
    """What a hypothesis must say, in one of several `forms`; `once`: and never again."""

    forms: tuple[tuple[int, ...], ...]
    once: bool = False


@dataclass(frozen=True)
class Words:
    """Which tokens touch a word: those that `go_on` with the word before them, and those that end `inside` one.

    A phrase stands free: no form that goes on follows a token that ends inside a word, and nothing that goes on
    follows a phrase.
    """

    go_on: Bool[Tensor, "vocab"]
    inside: Bool[Tensor, "vocab"]


@dataclass(frozen=True)
class Constraints:
    """The phrases of each sentence, and what touches a word, where that matters."""

    phrases: Sequence[Sequence[Phrase]]
    words: Words | None = None


@dataclass(frozen=True)
class Width:
    """How far a search looks: hypotheses a column, the length penalty's power, and `beam_search`'s `horizon`."""

    beam: int = 4
    alpha: float = 0.6
    horizon: int | None = None


@dataclass(frozen=True)
class _Partial:
    """A hypothesis that grows: `row` of the state, what it has said, which phrases, and of which it is amid.

    `covered` is its place in the grid: how many tokens of phrases it has said, a form counting as the longest.
    """

    row: int
    total: float = 0.0
    tokens: tuple[int, ...] = ()
    met: frozenset[int] = frozenset()
    amid: tuple[int, tuple[int, ...], int] | None = None
    covered: int = 0
    just_met: bool = False


@dataclass
class _Sentence:
    """A sentence still searched."""

    number: int
    phrases: Sequence[Phrase]
    limit: int
    live: list[_Partial]
    finished: list[Hypothesis] = field(default_factory=list)


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
    check_request(end, max_lengths, forbidden)
    check_rows(state, len(max_lengths))
    phrases = constraints.phrases
    if len(phrases) != len(max_lengths):
        raise RequestError(
            f"expected one list of phrases a sentence ({len(max_lengths)}), got {len(phrases)}"
        )
    if any(not form for listed in phrases for phrase in listed for form in phrase.forms or ((),)):
        raise RequestError("a phrase must have a form, and a form a token")
    grid = _Grid(end, width, forbidden, constraints.words)
    results: list[Hypothesis] = [Hypothesis((), 0.0, 0.0, finished=False)] * len(max_lengths)
    sentences = [
        _Sentence(i, phrases[i], limit, [_Partial(i)]) for i, limit in enumerate(max_lengths.tolist())
    ]
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


class _Grid:
    """The rules by which hypotheses grow, are kept and end."""

    def __init__(self, end: int, width: Width, forbidden: Sequence[int], words: Words | None) -> None:
        self._end, self._forbidden, self._words = end, list(forbidden), words
        self._beam, self._alpha, self._horizon = width.beam, width.alpha, width.horizon

    def extend(
        self, sentences: Sequence[_Sentence], log_probs: Float[Tensor, "rows vocab"], length: int
    ) -> None:
        """Take every hypothesis one token further and keep the best of each column of the grid."""
        free = log_probs.clone()
        free[:, self._forbidden] = -torch.inf
        for sentence in sentences:
            for partial in sentence.live:
                self._ban(sentence, partial, free[partial.row])
        values, tokens = (found.tolist() for found in largest(free, min(self._beam + 1, free.shape[1])))
        refuse_nan(log_probs.amax(dim=1))
        for sentence in sentences:
            grown: list[_Partial] = []
            for partial in sentence.live:
                row = zip(values[partial.row], tokens[partial.row], strict=True)
                grown += self._freely(partial, row)
                grown += self._phrases(sentence, partial, log_probs[partial.row])
            self._keep(sentence, grown, length)

    def _ban(self, sentence: _Sentence, partial: _Partial, free: Float[Tensor, "vocab"]) -> None:
        """Take from `free`, in place, what a hypothesis may not say of its own accord."""
        missing = self._missing(sentence, partial)
        room = sentence.limit - len(partial.tokens)
        if partial.amid is not None or (missing and room <= missing + 1):
            free[:] = -torch.inf
            return
        if missing:
            free[self._end] = -torch.inf
        if partial.just_met and self._words is not None:
            free[self._words.go_on] = -torch.inf
        for number, phrase in enumerate(sentence.phrases):
            if not phrase.once and number in partial.met:
                continue
            for form in phrase.forms:  # said by the way it would count for nothing, or be said again
                before = form[:-1]
                if partial.tokens[len(partial.tokens) - len(before) :] == before:
                    free[form[-1]] = -torch.inf

    def _freely(self, partial: _Partial, row: "zip[tuple[float, int]]") -> list[_Partial]:
        return [
            replace(partial, total=partial.total + value, tokens=(*partial.tokens, token), just_met=False)
            for value, token in row
            if value > -torch.inf
        ]

    def _phrases(
        self, sentence: _Sentence, partial: _Partial, log_probs: Float[Tensor, "vocab"]
    ) -> list[_Partial]:
        """Return the hypothesis with one token more of the phrase it is amid, or the first of any that is missing."""
        if partial.amid is not None:
            return self._say(sentence, partial, *partial.amid, log_probs)
        grown: list[_Partial] = []
        for number, phrase in enumerate(sentence.phrases):
            same = [i for i, other in enumerate(sentence.phrases[:number]) if other == phrase]
            # Of two equal ones the first comes first: they are one hypothesis.
            if number not in partial.met and all(i in partial.met for i in same):
                for form in phrase.forms:
                    if self._may_begin(partial, form):
                        grown += self._say(sentence, partial, number, form, 0, log_probs)
        return grown

    def _say(
        self,
        sentence: _Sentence,
        partial: _Partial,
        number: int,
        form: tuple[int, ...],
        place: int,
        log_probs: Float[Tensor, "vocab"],
    ) -> list[_Partial]:
        value = float(log_probs[form[place]])
        if value == -torch.inf:
            return []
        complete = place + 1 == len(form)
        whole = max(map(len, sentence.phrases[number].forms))
        return [
            replace(
                partial,
                total=partial.total + value,
                tokens=(*partial.tokens, form[place]),
                met=partial.met | {number} if complete else partial.met,
                amid=None if complete else (number, form, place + 1),
                covered=partial.covered + (whole - place if complete else 1),
                just_met=complete,
            )
        ]

    def _may_begin(self, partial: _Partial, form: tuple[int, ...]) -> bool:
        if self._words is None or not bool(self._words.go_on[form[0]]):
            return True
        return not partial.just_met and not (partial.tokens and bool(self._words.inside[partial.tokens[-1]]))

    def _missing(self, sentence: _Sentence, partial: _Partial) -> int:
        """Return how many tokens are still to be said at least."""
        left = [
            min(map(len, phrase.forms))
            for number, phrase in enumerate(sentence.phrases)
            if number not in partial.met and (partial.amid is None or partial.amid[0] != number)
        ]
        return sum(left) + (len(partial.amid[1]) - partial.amid[2] if partial.amid is not None else 0)

    def _keep(self, sentence: _Sentence, grown: Sequence[_Partial], length: int) -> None:
        """Keep the `beam` best of each column that go on, of equals the first found; what ends among them is done."""
        columns: dict[int, list[_Partial]] = {}
        for partial in sorted(grown, key=lambda each: -each.total):
            columns.setdefault(partial.covered, []).append(partial)
        sentence.live = []
        for _, column in sorted(columns.items()):
            going_on = [partial for partial in column if partial.tokens[-1] != self._end]
            sentence.live += going_on[: self._beam]
            for partial in column[: self._beam]:
                if partial.tokens[-1] == self._end:
                    score = partial.total / length_penalty(length, self._alpha)
                    sentence.finished.append(Hypothesis(partial.tokens[:-1], partial.total, score))

    def done(self, sentence: _Sentence, length: int) -> bool:
        """Tell whether no hypothesis could still score above the best that ended."""
        if not sentence.live or length >= sentence.limit:
            return True
        best = max((each.score for each in sentence.finished), default=-torch.inf)
        reach = sentence.limit if self._horizon is None else min(sentence.limit, length + self._horizon)
        return best >= max(each.total for each in sentence.live) / length_penalty(reach, self._alpha)

    def best(self, sentence: _Sentence) -> Hypothesis:
        """Return the best that ended, else the likeliest of those that said most."""
        if sentence.finished:
            return max(sentence.finished, key=lambda each: each.score)
        if not sentence.live:
            return Hypothesis((), 0.0, 0.0, finished=False)
        partial = max(sentence.live, key=lambda each: (each.covered, each.total))
        score = partial.total / length_penalty(len(partial.tokens), self._alpha)
        return Hypothesis(partial.tokens, partial.total, score, finished=False)
