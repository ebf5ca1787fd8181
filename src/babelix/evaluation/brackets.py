"""Labelled bracket scores as EVALB computes them with its usual parameters (Sekine and Collins 1997, COLLINS.prm).

    precision = matched / proposed,   recall = matched / gold,   F1 = 2 matched / (proposed + gold)

Words that gold tags as punctuation or traces are taken out of both trees, and brackets that hold nothing then; brackets
called TOP, ROOT, S1 or nothing do not count; ADVP and PRT are one label. A gold bracket is matched once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from babelix.base.errors import RequestError
from babelix.evaluation.bleu import Floats, Statistics

DELETED_TAGS = frozenset({"-NONE-", ",", ":", "``", "''", "."})
DELETED_LABELS = frozenset({"", "TOP", "ROOT", "S1", "-NONE-"})
EQUAL_LABELS = {"PRT": "ADVP"}
CUTOFF = 40
"""Words, punctuation among them, of the sentences that EVALB's second table keeps."""
_SIGNATURE = "brackets:labelled|deleted:punctuation,traces,TOP|equal:ADVP,PRT"
_MATCHED, _GOLD, _PROPOSED, _EXACT, _SENTENCES, _RIGHT, _TAGGED = range(7)


@dataclass(frozen=True)
class Parse:
    """A sentence's words, the tag of each, and its brackets: label, first word, the one after the last."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    brackets: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class BracketScore:
    """One of EVALB's figures, as the bootstrap asks for it: `f1`, `precision`, `recall`, `exact` or `tagging`."""

    which: str = "f1"

    @property
    def name(self) -> str:
        """What people call it."""
        names = {"f1": "F1", "precision": "precision", "recall": "recall", "exact": "exact match"}
        return names.get(self.which, "tagging")

    @property
    def higher_is_better(self) -> bool:
        """True."""
        return True

    def scores(self, sums: Floats) -> Floats:
        """Return the scores, (...), of summed statistics, (..., 7), in percent; of nothing 0."""
        above, below = {
            "f1": (2 * sums[..., _MATCHED], sums[..., _GOLD] + sums[..., _PROPOSED]),
            "precision": (sums[..., _MATCHED], sums[..., _PROPOSED]),
            "recall": (sums[..., _MATCHED], sums[..., _GOLD]),
            "exact": (sums[..., _EXACT], sums[..., _SENTENCES]),
            "tagging": (sums[..., _RIGHT], sums[..., _TAGGED]),
        }[self.which]
        return np.asarray(100 * np.divide(above, below, out=np.zeros_like(above), where=below > 0))


FIGURES = tuple(BracketScore(which) for which in ("f1", "precision", "recall", "exact", "tagging"))


def bracket_statistics(
    gold: Sequence[Parse], proposed: Sequence[Parse], cutoff: int | None = None
) -> Statistics:
    """Return what adds up over sentences, of those of at most `cutoff` words if it is given.

    Each row counts matched, gold and proposed brackets, trees with all brackets right, trees, tags right and words.
    Raises `RequestError` naming a sentence whose words are not those of its gold tree.
    """
    if len(gold) != len(proposed):
        raise RequestError(f"expected as many trees as gold has ({len(gold)}), got {len(proposed)}")
    rows = []
    for number, (truth, guess) in enumerate(zip(gold, proposed, strict=True), start=1):
        if truth.words != guess.words:
            raise RequestError(
                f"tree {number} is over other words than its gold tree: {_difference(truth, guess)}"
            )
        # Traces are no words that a reader would count.
        if cutoff is None or sum(tag != "-NONE-" for tag in truth.tags) <= cutoff:
            rows.append(_counts(truth, guess))
    length = "all" if cutoff is None else f"up to {cutoff}"
    return Statistics(np.array(rows, dtype=np.float64).reshape(len(rows), 7), f"{_SIGNATURE}|words:{length}")


def _counts(gold: Parse, proposed: Parse) -> tuple[int, ...]:
    kept = [tag not in DELETED_TAGS for tag in gold.tags]
    truth, guess = _brackets(gold, kept), _brackets(proposed, kept)
    matched = sum((truth & guess).values())
    right = sum(a == b for a, b, stays in zip(gold.tags, proposed.tags, kept, strict=True) if stays)
    return matched, truth.total(), guess.total(), int(truth == guess), 1, right, sum(kept)


def _brackets(parse: Parse, kept: Sequence[bool]) -> "Counter[tuple[str, int, int]]":
    places = np.concatenate([[0], np.cumsum(kept)]).tolist()
    moved = (
        (EQUAL_LABELS.get(label, label), places[start], places[end])
        for label, start, end in parse.brackets
        if label not in DELETED_LABELS
    )
    return Counter(bracket for bracket in moved if bracket[1] < bracket[2])


def _difference(gold: Parse, proposed: Parse) -> str:
    for place, (a, b) in enumerate(zip(gold.words, proposed.words, strict=False), start=1):
        if a != b:
            return f"word {place} is {b[:40]!r} where gold has {a[:40]!r}"
    return f"{len(proposed.words)} words where gold has {len(gold.words)}"
