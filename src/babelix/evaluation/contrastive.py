"""Contrastive pairs: does the model find the right sentence likelier than the contrastive one?

    accuracy = share of pairs with log P(right) > log P(contrastive); a tie counts half
    balanced accuracy = mean over the labels of the accuracy within each

Answering one label always gives its share as accuracy, and one over the number of labels as balanced accuracy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from babelix.base.errors import RequestError
from babelix.evaluation.bootstrap import Interval
from babelix.evaluation.clusters import draws, percentile_interval


@dataclass(frozen=True, eq=False)
class ContrastiveAnswers:
    """Which pairs a model got right (1, 0, ties 1/2), and the label of each."""

    correct: Float64[np.ndarray, " pairs"]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.labels or len(self.correct) != len(self.labels):
            raise RequestError(
                f"expected a label for each of at least one pair, got {len(self.correct)} pairs and "
                f"{len(self.labels)} labels"
            )

    @classmethod
    def of_scores(
        cls, right: Sequence[float], contrastive: Sequence[float], labels: Sequence[str]
    ) -> "ContrastiveAnswers":
        """Compare log-probabilities pair by pair."""
        if len(right) != len(contrastive):
            raise RequestError(f"expected as many scores, got {len(right)} and {len(contrastive)}")
        difference = np.array(right, dtype=np.float64) - np.array(contrastive, dtype=np.float64)
        return cls(0.5 + 0.5 * np.sign(difference), tuple(labels))


@dataclass(frozen=True)
class ContrastiveScore:
    """Accuracies with their bootstrap intervals, within each label too; `majority` always answers the commonest."""

    accuracy: Interval
    balanced: Interval
    by_label: dict[str, float]
    majority: float
    pairs: int


def contrastive_score(answers: ContrastiveAnswers, samples: int = 1000, seed: int = 1) -> ContrastiveScore:
    """Return the accuracies of one model."""
    labels = np.array(answers.labels)
    names, counts = np.unique(labels, return_counts=True)
    zero = ContrastiveAnswers(np.zeros(len(labels)), answers.labels)
    accuracy, balanced = contrastive_difference(zero, answers, samples, seed)
    by_label = {str(name): float(answers.correct[labels == name].mean()) for name in names}
    return ContrastiveScore(accuracy, balanced, by_label, float(counts.max() / len(labels)), len(labels))


def contrastive_difference(
    before: ContrastiveAnswers, after: ContrastiveAnswers, samples: int = 1000, seed: int = 1
) -> tuple[Interval, Interval]:
    """Return accuracy and balanced accuracy, each after minus before, over the same draws of the same pairs."""
    if before.labels != after.labels:
        raise RequestError("expected both models' answers to the same pairs, got other labels")
    gain, labels = after.correct - before.correct, np.array(after.labels)
    drawn = draws(len(gain), samples, seed)
    within = [labels == name for name in sorted(set(after.labels))]
    # A resample may miss a rare label: it then has no say.
    means = [(drawn[:, w] @ gain[w]) / np.maximum(drawn[:, w].sum(axis=1), 1) for w in within]
    signature = f"n:{len(gain)}|bs:{samples}|seed:{seed}"
    return (
        percentile_interval(float(gain.mean()), drawn @ gain / len(gain), signature),
        percentile_interval(
            float(np.mean([gain[w].mean() for w in within])),
            np.mean(means, axis=0),
            f"balanced over {len(within)} labels|{signature}",
        ),
    )
