"""What each head does, in a few numbers, and what a row of a causal model can know."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32, Float64

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet

PerHead = Float64[np.ndarray, "layers heads"]


@dataclass(frozen=True, eq=False)
class HeadStatistics:
    """Statistics of every head, each of shape [layers, heads], averaged over the queries of one text.

    Only entropy is defined for cross attention, whose positions belong to two texts; the others are None
    there.
    """

    entropy: PerHead
    """Mean of -sum_j a_ij log2 a_ij, in bits: 0 for one key, log2(keys) for flat attention."""
    distance: PerHead | None
    """Mean of sum_j a_ij |i - j|, in tokens."""
    previous: PerHead | None
    """Mean weight on the token before, over the queries that have one."""
    first: PerHead | None
    """Mean weight on the first token, over all queries but the first."""
    same: PerHead | None
    """Mean weight on the query's own position."""

    @property
    def signature(self) -> str:
        """How the numbers were made."""
        return "per head, mean over queries of one text; entropy in bits; previous and first skip query 0"


def statistics(attention: AttentionMap) -> HeadStatistics:
    """Return the statistics of every head of `attention`, one head in memory at a time."""
    names = ("entropy", "distance", "previous", "first", "same")
    values = {name: np.zeros((attention.layers, attention.heads)) for name in names}
    within = attention.kind != "cross"
    positions = np.arange(len(attention.keys))
    steps = np.abs(positions[:, None] - positions[None, :]).astype(np.float32) if within else None
    for layer, head, a in attention:
        values["entropy"][layer, head] = _entropy(a)
        if steps is None:
            continue
        values["distance"][layer, head] = np.vdot(a, steps) / len(a)
        values["previous"][layer, head] = np.diagonal(a, -1).mean() if len(a) > 1 else 0.0
        values["first"][layer, head] = a[1:, 0].mean() if len(a) > 1 else 0.0
        values["same"][layer, head] = np.diagonal(a).mean()
    return HeadStatistics(values.pop("entropy"), **(values if within else dict.fromkeys(values)))


def _entropy(a: Float32[np.ndarray, "queries keys"]) -> float:
    positive = a[a > 0].astype(np.float64)
    return float(-(positive * np.log2(positive)).sum() / len(a)) + 0.0


def head_average(attention: AttentionMap) -> Float32[np.ndarray, "layers queries keys"]:
    """Return the mean over the heads of each layer; rows still sum to 1."""
    average: Float32[np.ndarray, "layers queries keys"] = attention.weights.mean(axis=1)
    return average


def first_free_row(first: AttentionSet, second: AttentionSet, kind: str) -> int | None:
    """Return the first query whose row can differ between two texts read by one model; None when no row can.

    A causal model has read nothing but the common beginning before that query, so every earlier row is the
    same in both texts, whatever follows: "The animal didn't cross the street because it" is as far as GPT-2
    sees from "it". A decoder that also reads a source may differ from its first row on when the sources do.
    """
    one, other = first.get(kind), second.get(kind)
    if one is None or other is None:
        raise RequestError(
            f"expected {kind} attention in both texts, got it in {'one' if one or other else 'none'}"
        )
    if one.kind != "encoder" and _source(first) != _source(second):
        return 0
    # The rows of cross attention are computed from what the decoder has read, whatever they are labelled.
    if kind == "cross":
        one, other = first.get("decoder") or one, second.get("decoder") or other
    if one.queries == other.queries:
        return None
    if one.kind != "cross" and not one.causal:
        return 0
    pairs = zip(one.queries, other.queries, strict=False)
    return next((row for row, (a, b) in enumerate(pairs) if a != b), None)


def _source(text: AttentionSet) -> tuple[str, ...]:
    cross = text.get("cross")
    return cross.keys if cross else ()
