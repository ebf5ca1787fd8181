"""Compiled recursions of the Gaussian segmenter. Apart, so that nothing loads numba before it is needed.

A label k holds `depth` sub-states (k, 1) .. (k, depth) with one Gaussian each track; a segment enters at 1 and moves on
a sub-state a bin, so it lasts at least `depth` bins; only the last may stay, with ``moves[k, k]``, or leave to (j, 1),
with ``moves[k, j]``. With depth 1 this is the ordinary HMM with transitions `moves`. Vectors of sub-states are laid out
depth by depth, labels together.
"""
# mypy: allow-untyped-defs, allow-untyped-calls

import numba
import numpy as np


@numba.njit(nogil=True, cache=True)
def emissions(x, mean, precision, constant, out):
    """Put exp(log N(x_t; label k) - s_t) into `out` (bins x labels), s_t the largest of row t; return the sum of s_t.

    log N is the sum, over the tracks that have data, of ``constant - precision (x - mean)^2 / 2``; the three are given
    tracks x labels, so that the innermost loop runs along memory.
    """
    shift = 0.0
    tracks, labels = mean.shape
    row = np.empty(labels)
    for t in range(x.shape[0]):
        row[:] = 0.0
        for m in range(tracks):
            level = x[t, m]
            if level == level:
                for k in range(labels):
                    away = level - mean[m, k]
                    row[k] += constant[m, k] - 0.5 * precision[m, k] * away * away
        most = row[0]
        for k in range(1, labels):
            most = max(most, row[k])
        for k in range(labels):
            out[t, k] = np.exp(row[k] - most) if row[k] != most else 1.0
        shift += most
    return shift


@numba.njit(nogil=True, cache=True)
def forward(b, start, moves, depth, alpha, scale):
    """Fill `alpha` (bins x depth * labels), each row divided by its sum `scale`; return the sum of their logarithms."""
    bins, labels = b.shape
    last = (depth - 1) * labels
    total = 0.0
    for t in range(bins):
        norm = 0.0
        for j in range(labels):
            enter = 0.0
            if t == 0:
                enter = start[j]
            else:
                for k in range(labels):
                    if depth == 1 or k != j:
                        enter += alpha[t - 1, last + k] * moves[k, j]
            alpha[t, j] = enter * b[t, j]
            norm += alpha[t, j]
        for d in range(1, depth):
            for j in range(labels):
                value = 0.0
                if t > 0:
                    value = alpha[t - 1, (d - 1) * labels + j]
                    if d == depth - 1:
                        value += alpha[t - 1, last + j] * moves[j, j]
                value *= b[t, j]
                alpha[t, d * labels + j] = value
                norm += value
        if norm < 1e-300:
            norm = 1e-300
        share = 1.0 / norm
        for i in range(depth * labels):
            alpha[t, i] *= share
        scale[t] = norm
        total += np.log(norm)
    return total


@numba.njit(nogil=True, cache=True)
def backward(x, b, moves, depth, alpha, scale, started, moved, sums, posterior):
    """Walk back and add the expected counts to the arrays given.

    `started` (labels), `moved` (labels x labels), and `sums` (labels x 3 tracks): for each label the weights of the
    bins with data in every track, then the sums of their values, then of their squares. Fills `posterior` (bins x
    labels) unless it has no rows.
    """
    bins, labels = b.shape
    last = (depth - 1) * labels
    beta = np.ones(depth * labels)
    before = np.empty(depth * labels)
    gamma = np.empty(labels)
    tracks = x.shape[1]
    features = np.empty(3 * tracks)
    for t in range(bins - 1, -1, -1):
        for m in range(tracks):
            level = x[t, m] if x[t, m] == x[t, m] else 0.0
            features[m] = 1.0 if x[t, m] == x[t, m] else 0.0
            features[tracks + m] = level
            features[2 * tracks + m] = level * level
        for k in range(labels):
            gamma[k] = 0.0
        for d in range(depth):
            for k in range(labels):
                gamma[k] += alpha[t, d * labels + k] * beta[d * labels + k]
        for k in range(labels):
            g = gamma[k]
            for f in range(3 * tracks):
                sums[k, f] += g * features[f]
        if posterior.shape[0]:
            for k in range(labels):
                posterior[t, k] = gamma[k]
        if t == 0:
            for k in range(labels):
                started[k] += alpha[0, k] * beta[k]
            return
        share = 1.0 / scale[t]
        for d in range(depth):
            for k in range(labels):
                beta[d * labels + k] *= b[t, k] * share
        for d in range(depth - 1):
            for k in range(labels):
                before[d * labels + k] = beta[(d + 1) * labels + k]
        for k in range(labels):
            value = 0.0
            a = alpha[t - 1, last + k]
            for j in range(labels):
                onward = beta[last + k] if depth > 1 and j == k else beta[j]
                step = moves[k, j] * onward
                moved[k, j] += a * step
                value += step
            before[last + k] = value
        beta, before = before, beta


@numba.njit(nogil=True, cache=True)
def viterbi(logb, log_start, log_moves, depth, path):
    """Put the label of the most likely sequence of sub-states into `path` (bins); ties take the lower label.

    `logb` (bins x labels) is the logarithm of the emissions. Returns the sequence's log-probability.
    """
    bins, labels = logb.shape
    last = (depth - 1) * labels
    source = np.empty((bins, labels), np.int16)  # from which label a segment was entered
    stayed = np.zeros((bins, labels), np.uint8)  # whether the last sub-state came from itself
    score = np.full(depth * labels, -np.inf)
    other = np.empty(depth * labels)
    for j in range(labels):
        score[j] = log_start[j] + logb[0, j]
    for t in range(1, bins):
        for j in range(labels):
            best, chosen = -np.inf, 0
            for k in range(labels):
                if depth == 1 or k != j:
                    value = score[last + k] + log_moves[k, j]
                    if value > best:
                        best, chosen = value, k
            source[t, j] = chosen
            other[j] = best + logb[t, j]
        for d in range(1, depth):
            for j in range(labels):
                value = score[(d - 1) * labels + j]
                if d == depth - 1:
                    stay = score[last + j] + log_moves[j, j]
                    if stay > value:
                        value = stay
                        stayed[t, j] = 1
                other[d * labels + j] = value + logb[t, j]
        score, other = other, score
    here = np.argmax(score)
    best = score[here]
    d, k = here // labels, here % labels
    for t in range(bins - 1, -1, -1):
        path[t] = k
        if d == 0:
            if t > 0:
                k = source[t, k]
            d = depth - 1
        elif not (d == depth - 1 and stayed[t, k]):
            d -= 1
    return best
