"""Does the pronoun's attention go to the right mention? With the floor that chance gives.

For item i, layer l and head h, with A the attention, p the pronoun's pieces and words(m) the words of a mention:

    a(m) = mean over w in words(m) of sum over pieces k of w of mean over q in p of A[q, k]
    correct = 1 if a(right) > a(wrong), 1/2 if they are equal, 0 otherwise

Chance and its floor: `babelix.evaluation.permutation`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Float64, Int64

from babelix.base.errors import RequestError
from babelix.evaluation.bootstrap import Interval
from babelix.evaluation.clusters import share
from babelix.evaluation.permutation import Chance, Table, best_by_chance, chance, chosen_by_chance

RULE = "word pieces summed, words of a mention averaged, pieces of the pronoun averaged, a tie counts half"
_TIE = 1e-6  # of the weight: float32's resolution

PerItem = Float64[np.ndarray, " items"]


def mention_attention(
    weights: Float32[np.ndarray, "items layers heads queries keys"],
    pronouns: Float64[np.ndarray, "items queries"],
    mentions: Float64[np.ndarray, "items mentions keys"],
) -> Float64[np.ndarray, "items mentions layers heads"]:
    """Return a(m) of every item, mention, layer and head; `pronouns` and `mentions` hold what each piece counts."""
    rows = np.einsum("iq,ilhqk->ilhk", pronouns, weights, optimize=True)
    found: Float64[np.ndarray, "items mentions layers heads"] = np.einsum(
        "imk,ilhk->imlh", mentions, rows, optimize=True
    )
    return found


def correctness(
    right: Float64[np.ndarray, "*shape"], wrong: Float64[np.ndarray, "*shape"]
) -> Float64[np.ndarray, "*shape"]:
    """Return 1 where `right` is the larger, 0 where it is the smaller, 1/2 where they are equal."""
    tie = np.abs(right - wrong) <= _TIE * np.maximum(np.abs(right), np.abs(wrong))
    return np.where(tie, 0.5, (right > wrong).astype(np.float64))


@dataclass(frozen=True, eq=False)
class Answers:
    """What every head answered on a set, and what the baselines without a model answer.

    Twins share a number in `pairs`; items that are not independent share one in `clusters`; `parts` names parts of
    the set. Raises `RequestError` when they are not as many as the items, or there is none.
    """

    name: str
    correct: Float64[np.ndarray, "items layers heads"]
    nearest: PerItem
    first: PerItem
    pairs: Int64[np.ndarray, " items"]
    clusters: Int64[np.ndarray, " items"]
    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.correct):
            raise RequestError(f"{self.name}: expected at least one pronoun, got none")
        lengths = {len(each) for each in (self.nearest, self.first, self.pairs, self.clusters)}
        if lengths != {len(self.correct)} or len(self.parts) not in (0, len(self.correct)):
            raise RequestError(f"{self.name}: expected as many labels as items, {len(self.correct)}")

    @classmethod
    def of_attention(
        cls,
        name: str,
        attended: Float64[np.ndarray, "items mentions layers heads"],
        *,
        nearest: PerItem,
        first: PerItem,
        pairs: Int64[np.ndarray, " items"],
        clusters: Int64[np.ndarray, " items"],
        parts: tuple[str, ...] = (),
    ) -> "Answers":
        """Compare attention to the right mention, `attended[:, 0]`, with that to the wrong one, `attended[:, 1]`."""
        return cls(name, correctness(attended[:, 0], attended[:, 1]), nearest, first, pairs, clusters, parts)

    @property
    def table(self) -> Table:
        """What the permutations need: correct of every item and head, clusters, and a name for the stream of seeds."""
        return Table(self.name, self.correct.reshape(len(self.correct), -1), self.clusters)

    def of_head(self, head: tuple[int, int]) -> PerItem:
        """Return what head (layer, head) got right."""
        return self.correct[:, head[0], head[1]]


@dataclass(frozen=True)
class Answerer:
    """One head or baseline on one set.

    `twins`: both of a pair right; `changed`: the answer is another one in the other twin. None without twins.
    """

    name: str
    accuracy: Interval
    twins: Interval | None
    changed: float | None


@dataclass(frozen=True)
class CoreferenceScore:
    """The chosen head on one set, the baselines beside it, and what chance gives.

    `chance` is the null of `head`, chosen on other items. `best` is the head one would have picked on these very
    items: its accuracy is no result, and `best_chance`, the null of the best of all heads, says by how much.
    `nearest` and `first` always answer the nearest and the first mention; `both` whichever of the two did better
    where the head was chosen. `margin` is the head's accuracy less that of the better of the two on this set, over the
    same draws: a set whose answer often is the nearest mention is beaten by looking there, which `chance` cannot know.
    """

    name: str
    chosen_on: str
    items: int
    pairs: int
    head: Answerer
    nearest: Answerer
    first: Answerer
    both: Answerer
    margin: Interval
    chance: Chance
    best: Answerer
    best_chance: Chance
    parts: dict[str, Interval]
    rule: str = RULE


def choose(answers: Answers) -> tuple[int, int]:
    """Return (layer, head) of the head that is right most often; of equals the first."""
    means = answers.correct.mean(axis=0)
    layer, head = np.unravel_index(int(means.argmax()), means.shape)
    return int(layer), int(head)


def twin_rows(pairs: Int64[np.ndarray, " items"]) -> Int64[np.ndarray, "pairs 2"]:
    """Return the item numbers of every pair that is complete."""
    order = np.argsort(pairs, kind="stable")
    _, starts, counts = np.unique(pairs[order], return_index=True, return_counts=True)
    rows: Int64[np.ndarray, "pairs 2"] = order[starts[counts == 2][:, None] + np.arange(2)]
    return rows


def answerer(name: str, correct: PerItem, answers: Answers, samples: int = 1000, seed: int = 1) -> Answerer:
    """Return accuracy, twin accuracy and how often the answer changes between twins.

    The right mention of one twin is the wrong one of the other, so an answer that stays is right exactly once.
    """
    accuracy = share(correct, answers.clusters, samples, seed)
    rows = twin_rows(answers.pairs)
    if not len(rows):
        return Answerer(name, accuracy, None, None)
    one, other = correct[rows[:, 0]], correct[rows[:, 1]]
    both = share(one * other, answers.clusters[rows[:, 0]], samples, seed)
    return Answerer(name, accuracy, both, float((one * other + (1 - one) * (1 - other)).mean()))


def coreference_score(
    training: Answers, answers: Answers, *, permutations: int = 1000, samples: int = 1000, seed: int = 1
) -> CoreferenceScore:
    """Choose the head on `training`, report it on `answers`."""
    head, best = choose(training), choose(answers)
    nearest_wins = training.nearest.mean() >= training.first.mean()
    floor = answers.nearest if answers.nearest.mean() >= answers.first.mean() else answers.first

    def row(name: str, correct: PerItem) -> Answerer:
        return answerer(name, correct, answers, samples, seed)

    chosen = row(name_of(head), answers.of_head(head))
    picked = row(name_of(best), answers.of_head(best))
    return CoreferenceScore(
        answers.name,
        training.name,
        len(answers.correct),
        len(twin_rows(answers.pairs)),
        chosen,
        row("nearest", answers.nearest),
        row("first", answers.first),
        row("both", answers.nearest if nearest_wins else answers.first),
        share(answers.of_head(head) - floor, answers.clusters, samples, seed),
        chance(
            chosen.accuracy.score, chosen_by_chance(training.table, answers.table, permutations, seed), seed
        ),
        picked,
        chance(picked.accuracy.score, best_by_chance(answers.table, permutations, seed), seed),
        dict(_parts(answers, head, samples, seed)),
    )


def name_of(head: tuple[int, int]) -> str:
    """Return a head's name, numbers from 0."""
    return f"layer {head[0]} head {head[1]}"


def _parts(answers: Answers, head: tuple[int, int], samples: int, seed: int) -> Mapping[str, Interval]:
    correct, parts = answers.of_head(head), np.array(answers.parts)
    names: list[str] = sorted(set(answers.parts) - {""})
    within: dict[str, Bool[np.ndarray, " items"]] = {name: parts == name for name in names}
    return {name: share(correct[w], answers.clusters[w], samples, seed) for name, w in within.items()}
