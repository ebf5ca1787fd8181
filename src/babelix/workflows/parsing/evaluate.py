"""Score parsers, and trees that are already there, by brackets: on a split of a data set, or on a file of trees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babelix.base.arguments import checked, checked_fields
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent
from babelix.evaluation.bootstrap import SEED, Comparison, Interval, compare_statistics, interval_of
from babelix.evaluation.brackets import CUTOFF, FIGURES, Parse, bracket_statistics
from babelix.trees.parses import parse_of
from babelix.trees.penn import bracketed
from babelix.trees.stripping import WORDS_AND_CATEGORIES
from babelix.trees.tree import Tree
from babelix.workflows.parsing.models import load_any
from babelix.workflows.parsing.treebank import NAMED, named_trees, trees_of_file

__all__ = ["Compared", "Evaluation", "Gold", "Scores", "System", "evaluate"]


@dataclass(frozen=True)
class Scores:
    """EVALB's figures with their intervals, in percent, over so many sentences."""

    f1: Interval
    precision: Interval
    recall: Interval
    exact: Interval
    tagging: Interval
    sentences: int


@dataclass(frozen=True)
class System:
    """A parser or a file of trees, with its scores on all sentences and on those of at most 40 words.

    `trees` stand in the order of the sentences. The short ones have no scores where there are none.
    """

    name: str
    scores: Scores
    short: Scores | None
    trees: list[Tree]

    @property
    def lines(self) -> list[str]:
        """The trees in brackets, a line each."""
        return [bracketed(tree) for tree in self.trees]


@dataclass(frozen=True)
class Compared:
    """A system beside the baseline, by each figure, on all sentences."""

    baseline: str
    system: str
    metrics: list[Comparison]


@dataclass(frozen=True)
class Evaluation:
    """The systems scored, the run last, and each later one compared with the first."""

    systems: list[System]
    compared: list[Compared]


@checked_fields
@dataclass(frozen=True)
class Gold:
    """The trees to score against: a split of a named data set, or those of the file `reference`."""

    name: str | None = None
    split: str | None = None
    reference: Path | None = None

    def trees(self, listener: Listener) -> list[Tree]:
        """Return them. Raises `RequestError` where both are named, and where there are none."""
        if self.reference is None:
            gold, _ = named_trees(self.name or NAMED, self.split or "test", WORDS_AND_CATEGORIES, listener)
        elif self.name is not None or self.split is not None:
            raise RequestError(
                "give `name`, or `reference`, not both; `split` is a part of a data set",
                setting=("name", "reference", "split"),
            )
        else:
            gold, _ = trees_of_file(self.reference, WORDS_AND_CATEGORIES)
        if not gold:
            raise RequestError(f"{self.reference} holds no trees to score against", setting="reference")
        return gold


@checked
def evaluate(
    folder: Path | None = None,
    hypotheses: Sequence[Path] = (),
    *,
    gold: Gold = Gold(),
    resamples: int = 1000,
    seed: int = SEED,
    search: Mapping[str, Any] | None = None,
    listener: Listener = silent,
) -> Evaluation:
    """Score a run, files of trees (`hypotheses`), or both, against `gold`: the test split of `treebank` unless given.

    `search` says how the run parses (`beam`, `alpha`, `batch_size`), its own way unless given. Gold trees and those of
    files are stripped of outer labels, traces and function tags. Raises `RequestError` when the run, the data set or a
    file is not there, or trees are over other words than the gold ones.
    """
    if folder is None and not hypotheses:
        raise RequestError(
            "there is nothing to score: give a `run`, or trees as `hypothesis` FILE",
            setting=("run", "hypothesis"),
        )
    trees = gold.trees(listener)
    found = {str(path): trees_of_file(path, WORDS_AND_CATEGORIES)[0] for path in hypotheses}
    if folder is not None:
        words = [list(tree.words) for tree in trees]
        parsed = load_any(folder).parse(words, listener=listener, **(search or {}))
        found[folder.name] = [each.tree for each in parsed]
    truth = [parse_of(tree) for tree in trees]
    parses = {system: [parse_of(tree) for tree in trees] for system, trees in found.items()}
    systems = [
        _scored(system, truth, parses[system], trees, resamples, seed) for system, trees in found.items()
    ]
    return Evaluation(systems, _compared(truth, parses, resamples, seed))


def _scored(
    name: str, truth: Sequence[Parse], parses: Sequence[Parse], trees: list[Tree], resamples: int, seed: int
) -> System:
    try:
        scores = [_scores(truth, parses, cutoff, resamples, seed) for cutoff in (None, CUTOFF)]
    except RequestError as error:
        raise RequestError(f"{name}: {error}", setting=error.setting) from None
    assert scores[0] is not None
    return System(name, scores[0], scores[1], trees)


def _scores(
    truth: Sequence[Parse], parses: Sequence[Parse], cutoff: int | None, resamples: int, seed: int
) -> Scores | None:
    statistics = bracket_statistics(truth, parses, cutoff)
    if not len(statistics.rows):
        return None
    figures = {each.which: interval_of(each, statistics, resamples, seed) for each in FIGURES}
    return Scores(**figures, sentences=len(statistics.rows))


def _compared(
    truth: Sequence[Parse], parses: dict[str, list[Parse]], resamples: int, seed: int
) -> list[Compared]:
    statistics = {name: bracket_statistics(truth, each) for name, each in parses.items()}
    first, *others = statistics
    return [
        Compared(
            first,
            other,
            [
                compare_statistics(each, statistics[first], statistics[other], resamples, seed)
                for each in FIGURES
            ],
        )
        for other in others
    ]
