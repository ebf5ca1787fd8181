"""How well scores rank binary labels: the area under the receiver operating characteristic, the average precision."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from babelix.base.errors import RequestError


@dataclass(frozen=True)
class Auroc:
    """The chance that a positive scores above a negative, ties counted half, over so many of each."""

    auroc: float
    positives: int
    negatives: int


def auroc(labels: ArrayLike, scores: ArrayLike) -> Auroc:
    """Return the area under the curve of binary `labels` (0 or 1, False or True) ranked by `scores`.

    AUROC = (R - p (p + 1) / 2) / (p n), R the sum of the positives' ranks, ties given their mean rank (Mann
    and Whitney 1947). Raises `RequestError` unless both classes are there and every score is a number.
    """
    from scipy.stats import rankdata

    truth, ranked = np.asarray(labels), np.asarray(scores, dtype=np.float64)
    if truth.ndim != 1 or truth.shape != ranked.shape:
        raise RequestError(f"expected as many scores as labels, got shapes {ranked.shape} and {truth.shape}")
    if not np.isin(truth, (0, 1)).all():
        raise RequestError("expected labels of 0 and 1 only")
    if np.isnan(ranked).any():
        raise RequestError("expected scores that are numbers, got NaN; leave those examples out")
    positive = truth.astype(bool)
    p, n = int(positive.sum()), int((~positive).sum())
    if not p or not n:
        raise RequestError(f"expected positives and negatives, got {p} and {n}")
    R = float(rankdata(ranked)[positive].sum())
    return Auroc((R - p * (p + 1) / 2) / (p * n), p, n)


@dataclass(frozen=True)
class AveragePrecision:
    """The precision at each positive, averaged over them; by chance it is the `prevalence`, positives among all."""

    average_precision: float
    prevalence: float
    positives: int
    count: int


def average_precision(labels: ArrayLike, scores: ArrayLike) -> AveragePrecision:
    """Return the average precision of binary `labels` ranked by `scores`, the highest first.

    AP = sum_k (R_k - R_(k-1)) P_k over the distinct scores k, recall R and precision P among those not below: ties
    are taken together, as scikit-learn does. Raises `RequestError` unless there are positives and all are numbers.
    """
    truth, ranked = np.asarray(labels).astype(bool), np.asarray(scores, dtype=np.float64)
    if truth.ndim != 1 or truth.shape != ranked.shape:
        raise RequestError(f"expected as many scores as labels, got shapes {ranked.shape} and {truth.shape}")
    if np.isnan(ranked).any():
        raise RequestError("expected scores that are numbers, got NaN; leave those examples out")
    positives = int(truth.sum())
    if not positives:
        raise RequestError("expected a positive to rank, got none")
    order = np.argsort(-ranked, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(ranked[order])), len(order) - 1)
    hits = np.cumsum(truth[order])[ends]
    precision = hits / (ends + 1)
    found = float((np.diff(hits, prepend=0) / positives * precision).sum())
    return AveragePrecision(found, positives / len(truth), positives, len(truth))
