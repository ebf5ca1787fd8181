"""How well predicted effects of variants agree with measured ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from babelix.base.errors import RequestError
from babelix.evaluation.auroc import auroc
from babelix.evaluation.correlation import spearman

# Of fewer pairs nothing is told.
LEAST = 10
STATISTICS = ("spearman_size", "spearman_signed", "auroc")


@dataclass(frozen=True)
class Agreement:
    """What `count` pairs say, `positives` of them significant; NaN where it cannot be told.

    `spearman_size` ranks the predictions' size against the effects', `spearman_signed` both with their signs, `auroc`
    is the chance that a significant effect is predicted larger in size than one that is not.
    """

    count: int
    positives: int
    spearman_size: float
    spearman_signed: float
    auroc: float


def agreement(predicted: ArrayLike, measured: ArrayLike, significant: ArrayLike) -> Agreement:
    """Return how `predicted` effects agree with `measured` ones.

    `significant` is 1 or 0, NaN where nobody knows: such pairs do not count for the AUROC. Raises `RequestError` unless
    all three pair up.
    """
    guess, truth, labels = (np.asarray(each, np.float64) for each in (predicted, measured, significant))
    if guess.ndim != 1 or not guess.shape == truth.shape == labels.shape:
        raise RequestError(
            f"expected as many measured effects and labels as predictions, got shapes {guess.shape}, {truth.shape} "
            f"and {labels.shape}"
        )
    known = ~np.isnan(labels)
    positives = int(labels[known].sum())
    size = signed = area = float("nan")
    if len(guess) >= LEAST:
        size = spearman(np.abs(guess), np.abs(truth)).correlation
        signed = spearman(guess, truth).correlation
    if known.sum() >= LEAST and 0 < positives < int(known.sum()):
        area = auroc(labels[known].astype(bool), np.abs(guess[known])).auroc
    return Agreement(len(guess), positives, size, signed, area)
