"""Finds translations that keep what they must: with stand-ins, and where these fail by a search that must say them."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent
from babelix.decoding import Hypothesis
from babelix.decoding.phrases import FREE, Phrase, Repetition, Width, Words
from babelix.text import END, Subwords
from babelix.text.keep import Span
from babelix.text.keep.capitals import in_capitals, lowered
from babelix.text.keep.edges import word_edges
from babelix.text.keep.glossary import Term
from babelix.text.keep.placing import Placer, units
from babelix.text.keep.plan import Plan, plan, translated
from babelix.text.keep.restore import doubts, is_complete, restore
from babelix.text.normalise.invisible import untranslatable
from babelix.workflows.translation.engines.held import Held
from babelix.workflows.translation.keep.wishes import Wishes
from babelix.workflows.translation.search import Search, Searcher
from babelix.workflows.translation.translation import Translation, written

if TYPE_CHECKING:
    import torch

    from babelix.workflows.translation.network import Network

# Tokens that a sentence which has said everything is credited with, when one that ended is at hand.
_HORIZON = 3
# A number stays the model's own while that scores at most so much less than the sentence with a number it knows.
_AS_LIKELY = 0.25


@dataclass(frozen=True)
class Sentence:
    """A part of a line: its text, in which marks stand for `spans`, its ids, and whether the line begins with it.

    One that no reader would translate has no ids.
    """

    text: str
    row: list[int]
    spans: dict[str, Span]
    begins: bool


@dataclass(frozen=True)
class Request:
    """How sentences are searched: by `search`, which gives `n`; what that cannot do, by a grid of this `width`."""

    search: Search
    width: Width
    forbidden: tuple[int, ...]
    n: int
    batch_size: int
    repetition: Repetition = FREE


@dataclass
class _Work:
    """What becomes of a sentence; `wished` is the prefix asked for, `prefix` that of the next search."""

    sentence: Sentence
    wished: Sequence[int]
    plan: Plan
    row: list[int]
    terms: list[Term]
    prefix: Sequence[int] = ()
    begun: str = ""
    rest: str = ""
    placed: list[Term] = field(default_factory=list)
    found: list[Hypothesis] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the best translation, stand-ins in it."""
        return self.texts[0] if self.texts else ""

    @property
    def score(self) -> float:
        """Return the score of the best translation."""
        return self.found[0].score if self.found else -math.inf

    @property
    def unsaid(self) -> list[Term]:
        """Return the terms that the best translation does not say, or not as often as they are wanted."""
        wanted = Counter(term.wordings for term in self.terms)
        return [term for term in self.terms if term.said(self.text) < wanted[term.wordings]]

    @property
    def is_right(self) -> bool:
        """Tell whether the best translation says all it must."""
        return not self.row or (is_complete(self.plan, self.text) and not self.unsaid)


class Keeper:
    """Searches for translations of sentences that keep what they must. `normalise` makes what the model reads."""

    def __init__(
        self,
        model: "Network | Held",
        subwords: Subwords,
        searcher: Searcher,
        normalise: Callable[[str], str],
        precision: "torch.dtype | None",
    ) -> None:
        self._held, self._subwords, self._searcher = Held.of(model), subwords, searcher
        self._normalise, self._precision = normalise, precision

    def find(
        self, sentences: Sequence[Sentence], wishes: Wishes, request: Request, listener: Listener
    ) -> list[list[Translation]]:
        """Return the translations of each sentence, all that must be kept in each of them.

        A sentence with numbers is searched with stand-ins for them too, and the better stays. One whose best
        translation still lacks a stand-in or a term is searched again: with a term in the place of what was said for
        it and the rest anew, and if need be by a grid in which all must be said. Where several translations are asked
        for, one search must do, and a glossary is refused with `RequestError`.
        """
        if request.n > 1 and wishes.glossary is not None:
            raise RequestError(
                "`glossary` holds for the best translation alone; leave it out to have several",
                setting="glossary",
            )
        (prefix,) = self._subwords.encode([self._normalise(wishes.prefix)])
        works = [
            self._plan(each, wishes, prefix, "checked" if request.n == 1 else "replaced")
            for each in sentences
        ]
        self._search(works, request.search, request.batch_size, listener)
        if request.n == 1:
            self._mend(works, wishes, request)
        if (
            request.repetition.penalty != 1
        ):  # log-probabilities are the model's, without any penalty of the search
            from babelix.workflows.translation.likelihood import judged

            rows, found = [work.row for work in works], [work.found for work in works]
            again = judged(
                self._held.network, rows, found, batch_size=request.batch_size, precision=self._precision
            )
            for work, hypotheses in zip(works, again, strict=True):
                work.found = hypotheses
        return [self._translations(work, request.n) for work in works]

    def _plan(self, sentence: Sentence, wishes: Wishes, prefix: Sequence[int], numbers: str) -> _Work:
        if not sentence.row:
            return _Work(
                sentence,
                (),
                Plan(translated(untranslatable(sentence.text) or "", sentence.spans), "", ""),
                [],
                [],
            )
        text = own = self._normalise(sentence.text)
        wished = prefix if sentence.begins else ()
        # A prefix stands as it was given.
        raised = "capitals" in wishes.keep and not wished and in_capitals(text)
        required = wishes.glossary.required if wishes.glossary is not None else lambda _: list[Term]()
        # A term that is written in capitals is found in them alone.
        raised = raised and len(required(text)) <= len(required(lowered(text)))
        if raised:
            text = lowered(text)
        found = plan(
            text,
            sentence.spans,
            numbers=numbers if "numbers" in wishes.keep else "",
            said=[(term.start, term.end) for term in required(text)],
            brackets="signs" in wishes.keep,
        )
        found = replace(found, raised=raised)
        row = sentence.row
        if found.text != own:
            (row,) = self._subwords.encode([self._normalise(found.text)]) if found.text else ([],)
        return _Work(sentence, wished, found, row, required(found.text), wished)

    def _search(self, works: Sequence[_Work], search: Search, batch_size: int, listener: Listener) -> None:
        if any(work.prefix for work in works):
            from babelix.workflows.translation.keep.prefixed import beginning

            search = beginning(search, [work.prefix for work in works], self._words, self._searcher.furthest)
        found = self._searcher.find([work.row for work in works], search, batch_size, listener)
        for work, hypotheses in zip(works, found, strict=True):
            work.found = hypotheses
            work.texts = [self._subwords.decode(each.tokens) for each in hypotheses]

    def _mend(self, works: list[_Work], wishes: Wishes, request: Request) -> None:
        """Search again, in place, for what is not right yet."""
        again = [i for i, work in enumerate(works) if work.plan.numbers]
        replaced = [self._plan(works[i].sentence, wishes, works[i].wished, "replaced") for i in again]
        if again:
            self._search(replaced, request.search, request.batch_size, silent)
        for i, work in zip(again, replaced, strict=True):
            as_likely = works[i].score >= work.score - _AS_LIKELY
            if not works[i].is_right or (work.is_right and not as_likely):
                works[i] = work
        self._say_terms(
            [work for work in works if work.unsaid and is_complete(work.plan, work.text)], request
        )
        last = [work for work in works if not work.is_right]
        if last:
            from babelix.workflows.translation.engines.by_step import by_grid

            phrases = [self._phrases(work) for work in last]
            grid = by_grid(
                phrases=phrases,
                begun=[len(work.prefix) for work in last],
                words=self._words,
                width=replace(request.width, horizon=_HORIZON),
                forbidden=request.forbidden,
                repetition=request.repetition,
            )
            self._search(last, grid, request.batch_size, silent)

    def _say_terms(self, works: Sequence[_Work], request: Request) -> None:
        """Search again for what begins as the translation did up to an unsaid term, and then says it; term by term."""
        going = list(works)
        while going := [work for work in going if self._goes_up_to_a_term(work)]:
            for work in going:
                (work.prefix,) = self._subwords.encode([work.begun])
            self._search(going, request.search, request.batch_size, silent)
            # A model that does not know what it was made to say may say it again in words of its own.
            wordy = [work for work in going if len(units(work.text)) > len(units(work.begun + work.rest))]
            for work in wordy:
                work.prefix = [*self._subwords.encode([work.begun + work.rest])[0], END]
            if wordy:
                self._search(wordy, request.search, request.batch_size, silent)
        for work in works:
            work.prefix = work.wished

    def _goes_up_to_a_term(self, work: _Work) -> bool:
        """Note how a translation begins that says the first of the unsaid terms, and what the last one says after it.

        Return False when no term is left.
        """
        waiting = [term for term in work.unsaid if term not in work.placed]
        if not waiting or not work.text:
            return False
        text, placer = work.text, self._placer(self._normalise(work.plan.text), work.text)
        free = [(sum(start < len(work.begun) for start, _ in placer.units), len(placer.units))]
        left, right, term = min((*placer.stretch(term.start, term.end, free), term) for term in waiting)
        if left == right:
            return False
        work.placed.append(term)
        work.begun = text[: placer.units[left][0]] + term.wordings[-1 if left == 0 else 0]
        work.rest = text[placer.units[right - 1][1] :]
        return True

    def _phrases(self, work: _Work) -> list[Phrase]:
        stand_ins = [Phrase(self._forms(each.word), once=True) for each in work.plan.stand_ins]
        terms = [
            Phrase(tuple(form for wording in term.wordings for form in self._forms(wording)))
            for term in work.terms
        ]
        return [*stand_ins, *terms]

    def _forms(self, words: str) -> tuple[tuple[int, ...], ...]:
        """Return the ids of `words` without and with the space before them."""
        return tuple(tuple(ids) for ids in self._subwords.encode([words, f" {words}"]))

    @cached_property
    def _words(self) -> Words:
        edges = word_edges(self._subwords)
        go_on, inside = np.zeros((2, self._held.vocabulary), dtype=bool)
        go_on[: len(edges.go_on)], inside[: len(edges.inside)] = edges.go_on, edges.inside
        return Words(go_on, inside)

    def _translations(self, work: _Work, n: int) -> list[Translation]:
        if not work.row:
            return [Translation(f"{work.plan.head}{work.plan.tail}", 0.0, 0.0)] * n
        return [
            written(self._restored(work.plan, text), each, "; ".join(self._doubts(work, text, each)))
            for text, each in zip(work.texts, work.found, strict=True)
        ]

    def _doubts(self, work: _Work, text: str, found: Hypothesis) -> list[str]:
        """Return what was wished for and is not said, in words."""
        wordings = dict.fromkeys(term.wordings[0] for term in work.unsaid)
        unsaid = [f"{wording!r} of the glossary is not said" for wording in wordings]
        begins = tuple(token for token in work.wished if token != END)
        cut = [] if found.tokens[: len(begins)] == begins else ["it does not begin with all of the prefix"]
        return [*doubts(work.plan, text), *unsaid, *cut]

    def _restored(self, found: Plan, text: str) -> str:
        return restore(found, text, lambda: self._placer(self._normalise(found.text), text))

    def _placer(self, source: str, target: str) -> Placer:
        """Return what knows where things go."""
        from babelix.workflows.translation.keep.looking import placer_of

        return placer_of(self._held.network, self._subwords, source, target)
