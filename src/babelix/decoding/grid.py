"""The grid of a constrained search: the hypotheses that still grow, by how much they have said of what they must."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import torch
from jaxtyping import Float
from torch import Tensor

from babelix.decoding.hypothesis import Hypothesis, length_penalty
from babelix.decoding.phrases import Phrase, Width, Words
from babelix.decoding.ranking import largest
from babelix.decoding.state import refuse_nan

_Way: TypeAlias = tuple[int, tuple[int, ...], int]
"""The number of a phrase, one of its forms, and the place in it of the token to be said."""


@dataclass(frozen=True)
class Partial:
    """A hypothesis that grows: `row` of the state, what it has said, which phrases, and of which it is amid.

    `covered` is its place in the grid: how many tokens of phrases it has said, a form counting as the longest.
    """

    row: int
    total: float = 0.0
    tokens: tuple[int, ...] = ()
    met: frozenset[int] = frozenset()
    amid: _Way | None = None
    covered: int = 0
    just_met: bool = False


@dataclass
class Sentence:
    """A sentence still searched."""

    number: int
    phrases: Sequence[Phrase]
    limit: int
    live: list[Partial]
    finished: list[Hypothesis] = field(default_factory=list)


def _say(sentence: Sentence, partial: Partial, way: _Way, gain: float) -> Partial:
    number, form, place = way
    complete = place + 1 == len(form)
    whole = max(map(len, sentence.phrases[number].forms))
    return replace(
        partial,
        total=partial.total + gain,
        tokens=(*partial.tokens, form[place]),
        met=partial.met | {number} if complete else partial.met,
        amid=None if complete else (number, form, place + 1),
        covered=partial.covered + (whole - place if complete else 1),
        just_met=complete,
    )


class Grid:
    """The rules by which hypotheses grow, are kept and end."""

    def __init__(self, end: int, width: Width, forbidden: Sequence[int], words: Words | None) -> None:
        self._end, self._forbidden, self._words = end, list(forbidden), words
        self._beam, self._alpha, self._horizon = width.beam, width.alpha, width.horizon
        self._go_on = words.go_on.tolist() if words is not None else None
        self._inside = words.inside.tolist() if words is not None else None

    def extend(
        self, sentences: Sequence[Sentence], log_probs: Float[Tensor, "rows vocab"], length: int
    ) -> None:
        """Take every hypothesis one token further and keep the best of each column of the grid."""
        refuse_nan(log_probs.amax(dim=1))
        free = self._free(sentences, log_probs)
        values, tokens = (found.tolist() for found in largest(free, min(self._beam + 1, free.shape[1])))
        ways = [
            (partial.row, way)
            for sentence in sentences
            for partial in sentence.live
            for way in self._ways(sentence, partial)
        ]
        rows, said = [row for row, _ in ways], [form[place] for _, (_, form, place) in ways]
        gains = iter(log_probs[rows, said].tolist())
        by_row: dict[int, list[tuple[_Way, float]]] = {}
        for (row, way), gain in zip(ways, gains, strict=True):
            by_row.setdefault(row, []).append((way, gain))
        for sentence in sentences:
            grown: list[Partial] = []
            for partial in sentence.live:
                for value, token in zip(values[partial.row], tokens[partial.row], strict=True):
                    if value > -torch.inf:
                        total, longer = partial.total + value, (*partial.tokens, token)
                        grown.append(replace(partial, total=total, tokens=longer, just_met=False))
                for way, gain in by_row.get(partial.row, ()):
                    if gain > -torch.inf:
                        grown.append(_say(sentence, partial, way, gain))
            self._keep(sentence, grown, length)

    def _free(
        self, sentences: Sequence[Sentence], log_probs: Float[Tensor, "rows vocab"]
    ) -> Float[Tensor, "rows vocab"]:
        """Return the log-probabilities of what each hypothesis may say of its own accord."""
        free = log_probs.clone()
        free[:, self._forbidden] = -torch.inf
        stuck, anew, rows, tokens = list[int](), list[int](), list[int](), list[int]()
        for sentence in sentences:
            for partial in sentence.live:
                missing = self._missing(sentence, partial)
                if partial.amid is not None or (
                    missing and sentence.limit - len(partial.tokens) <= missing + 1
                ):
                    stuck.append(partial.row)
                    continue
                if partial.just_met:
                    anew.append(partial.row)
                banned = [self._end] if missing else []
                banned += self._completing(sentence, partial)
                rows += [partial.row] * len(banned)
                tokens += banned
        if self._words is not None and anew:
            go_on = torch.from_numpy(self._words.go_on).to(free.device)
            free[anew] = free[anew].masked_fill(go_on, -torch.inf)
        free[rows, tokens] = -torch.inf
        free[stuck] = -torch.inf
        return free

    def _completing(self, sentence: Sentence, partial: Partial) -> list[int]:
        """Return the tokens by which a phrase would be said by the way: it would not count, or be said again."""
        found = []
        for number, phrase in enumerate(sentence.phrases):
            if phrase.once or number not in partial.met:
                for form in phrase.forms:
                    before = form[:-1]
                    if partial.tokens[len(partial.tokens) - len(before) :] == before:
                        found.append(form[-1])
        return found

    def _ways(self, sentence: Sentence, partial: Partial) -> list[_Way]:
        """Return how a hypothesis can go on with the phrase it is amid, or begin any that is missing."""
        if partial.amid is not None:
            return [partial.amid]
        return [
            (number, form, 0)
            for number, phrase in enumerate(sentence.phrases)
            # Of two equal ones the first comes first: they are one hypothesis.
            if number not in partial.met
            and all(i in partial.met or other != phrase for i, other in enumerate(sentence.phrases[:number]))
            for form in phrase.forms
            if self._may_begin(partial, form)
        ]

    def _may_begin(self, partial: Partial, form: tuple[int, ...]) -> bool:
        if self._go_on is None or self._inside is None or not self._go_on[form[0]]:
            return True
        return not partial.just_met and not (partial.tokens and self._inside[partial.tokens[-1]])

    def _missing(self, sentence: Sentence, partial: Partial) -> int:
        """Return how many tokens are still to be said at least."""
        left = [
            min(map(len, phrase.forms))
            for number, phrase in enumerate(sentence.phrases)
            if number not in partial.met and (partial.amid is None or partial.amid[0] != number)
        ]
        return sum(left) + (len(partial.amid[1]) - partial.amid[2] if partial.amid is not None else 0)

    def _keep(self, sentence: Sentence, grown: Sequence[Partial], length: int) -> None:
        """Keep the `beam` best of each column that go on, of equals the first found; what ends among them is done."""
        columns: dict[int, list[Partial]] = {}
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

    def done(self, sentence: Sentence, length: int) -> bool:
        """Tell whether no hypothesis could still score above the best that ended."""
        if not sentence.live or length >= sentence.limit:
            return True
        best = max((each.score for each in sentence.finished), default=-torch.inf)
        if self._horizon is None:
            judged, reach = sentence.live, sentence.limit
        else:
            judged = [each for each in sentence.live if len(each.met) == len(sentence.phrases)]
            reach = min(sentence.limit, length + self._horizon)
        hope = max((each.total for each in judged), default=-torch.inf) / length_penalty(reach, self._alpha)
        return best > -torch.inf and best >= hope

    def best(self, sentence: Sentence) -> Hypothesis:
        """Return the best that ended, else the likeliest of those that said most."""
        if sentence.finished:
            return max(sentence.finished, key=lambda each: each.score)
        if not sentence.live:
            return Hypothesis((), 0.0, 0.0, finished=False)
        partial = max(sentence.live, key=lambda each: (each.covered, each.total))
        score = partial.total / length_penalty(len(partial.tokens), self._alpha)
        return Hypothesis(partial.tokens, partial.total, score, finished=False)
