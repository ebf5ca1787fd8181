# mypy: allow-untyped-defs, allow-untyped-calls
"""Recursions over one chunk of a chromosome, to be compiled (`passes.compiled`): importing loads numba.

A step is one bin, or a run of equal bins taken in one jump (`passes.steps`). With x_t the pattern, b its
emissions, A the transitions and M = A diag(b) for the runs' pattern,

    alpha_t = (alpha_{t-1} A) o b(x_t)            a bin            alpha_t = alpha_{t-1} M^n          a run of n
    beta_{t-1} = A (b(x_t) o beta_t)                               beta_{t-1} = M^n beta_t

so both are one product with ``matrices[m]`` (m = 0 is A, whose row of emissions is b(x_t); M^n has a row of ones).
Every vector is scaled by the sum of the one before it. Vectors and tables are flat, rows `width` apart (the states
padded with zeros); `rows` is the number of states made even; `patterns` is the number of patterns, and row `patterns`
of `emissions` is ones. `room` is three rows of scratch.
"""

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

from babelix.base.native import signature
from babelix.chromatin.markov.passes.vectors import add_outer, add_product, dot, multiply, propagate


@signature("int32* int64 int64 int64 float64* float64* int64 int64 float64* float64* float64* -> float64")
def carry_right(steps, begin, end, patterns, matrices, emissions, rows, width, vector, room, out):
    """Write to `out` the scaled alpha of step ``end - 1``, given a multiple of that of step ``begin - 1``."""
    here, there = 0, width
    total = 0.0
    for j in range(width):
        room[j] = vector[j]
        total += vector[j]
    for t in range(begin, end):
        matrix, row = _place(steps[t], patterns)
        total = propagate(
            room, there, room, here, matrices, matrix * width * width, emissions, row * width, 1.0 / total, rows, width
        )  # fmt: skip
        here, there = there, here
    for j in range(width):
        out[j] = room[here + j] / total
    return total


@signature("int32* int64 int64 int64 float64* float64* int64 int64 float64* float64* float64* -> float64")
def carry_left(steps, begin, end, patterns, transposed, emissions, rows, width, vector, room, out):
    """Write to `out` the scaled beta of step ``begin - 1``, given a multiple of that of step ``end - 1``."""
    here, there, weighted = 0, width, 2 * width
    total = 0.0
    for j in range(width):
        room[j] = vector[j]
        total += vector[j]
    for t in range(end - 1, begin - 1, -1):
        matrix, row = _place(steps[t], patterns)
        multiply(room, weighted, room, here, emissions, row * width, width)
        total = propagate(
            room, there, room, weighted, transposed, matrix * width * width, emissions, patterns * width,
            1.0 / total, rows, width,
        )  # fmt: skip
        here, there = there, here
    for j in range(width):
        out[j] = room[here + j] / total
    return total


@signature(
    "int32* int64 int64 int64 float64* float64* float64* int64 int64 float64* float64* float64* -> float64"
)
def forward(steps, start, end, patterns, initial, matrices, emissions, rows, width, left, alpha, norm):
    """Fill row k + 1 of `alpha` (flat, scaled alphas) and `norm` (their sums) for steps start + k; row 0 is `left`.

    Return sum log norm, the log-probability of the chunk up to the matrices' and emissions' own scales.
    """
    for j in range(width):
        alpha[j] = left[j]
    norm[0] = 1.0
    likelihood, product = 0.0, 1.0
    for k in range(end - start):
        matrix, row = _place(steps[start + k], patterns)
        if start + k == 0:
            total = 0.0
            for j in range(width):
                alpha[width + j] = initial[j] * emissions[row * width + j]
                total += alpha[width + j]
        else:
            total = propagate(
                alpha, (k + 1) * width, alpha, k * width, matrices, matrix * width * width,
                emissions, row * width, 1.0 / norm[k], rows, width,
            )  # fmt: skip
        norm[k + 1] = total
        # One logarithm for many steps: the product is far from underflow.
        if total < 1e-100 or product < 1e-100:
            likelihood += np.log(product)
            product = 1.0
            if total < 1e-100:
                likelihood += np.log(total)
                continue
        product *= total
    return likelihood + np.log(product)


def backward_sums(
    steps, start, end, patterns, matrices, transposed, emissions, rows, width, alpha, norm, beta, room,
    pairs, gammas, first, out,
):  # fmt: skip
    """Add a chunk's expectations, from `beta` of its last step; write beta before its first step to `out`.

    ``pairs[m]`` gathers alpha (x) (b o beta), scaled to one occurrence a step, for every matrix m; ``gammas[x]`` the
    posteriors of bins with pattern x (row `patterns` those of runs, unused); `first` receives the posterior of bin 0.
    """
    here, there, weighted = 0, width, 2 * width
    total = 0.0
    for j in range(width):
        room[j] = beta[j]
        total += beta[j]
    for k in range(end - start, 0, -1):
        t = start + k - 1
        matrix, row = _place(steps[t], patterns)
        mass = dot(alpha, k * width, room, here, width)
        add_product(gammas, row * width, alpha, k * width, room, here, 1.0 / mass, width)
        if t == 0:
            for j in range(width):
                first[j] = alpha[width + j] * room[here + j] / mass
            break
        multiply(room, weighted, room, here, emissions, row * width, width)
        add_outer(
            pairs, matrix * width * width, alpha, (k - 1) * width, room, weighted, 1.0 / (norm[k - 1] * mass),
            rows, width,
        )  # fmt: skip
        total = propagate(
            room, there, room, weighted, transposed, matrix * width * width, emissions, patterns * width,
            1.0 / total, rows, width,
        )  # fmt: skip
        here, there = there, here
    for j in range(width):
        out[j] = room[here + j] / total
    return total


@signature(
    "int32* int64 int64 int64 float64* float64* int64 int64 int64 float64* float64* float64* uint16* int64 "
    "float64* float64* -> float64"
)
def backward_posterior(
    steps, start, end, patterns, transposed, emissions, rows, width, states, alpha, beta, room, best, keep, posterior,
    out,
):  # fmt: skip
    """Write the most probable state of every bin of a chunk (lowest wins ties), and the posteriors if `keep` is 1.

    `posterior` is (bins x states), flat. Beta before the chunk's first step is written to `out`.
    """
    here, there, weighted = 0, width, 2 * width
    total = 0.0
    for j in range(width):
        room[j] = beta[j]
        total += beta[j]
    for k in range(end - start, 0, -1):
        t = start + k - 1
        mass = dot(alpha, k * width, room, here, width)
        most, winner = -1.0, 65535
        for j in range(states):
            gamma = alpha[k * width + j] * room[here + j] / mass
            if gamma > most:
                most, winner = gamma, j
            if keep:
                posterior[t * states + j] = gamma
        best[t] = winner
        if t == 0:
            break
        matrix, row = _place(steps[t], patterns)
        multiply(room, weighted, room, here, emissions, row * width, width)
        total = propagate(
            room, there, room, weighted, transposed, matrix * width * width, emissions, patterns * width,
            1.0 / total, rows, width,
        )  # fmt: skip
        here, there = there, here
    for j in range(width):
        out[j] = room[here + j] / total
    return total


@signature("int32* int64 int64 float64* float64* float64* float64* uint16* uint16* -> float64")
def best_path(steps, bins, states, initial, transition, emission, room, back, path):
    """Viterbi in logarithms: `initial` (K), `transition` (K x K), `emission` (patterns x K); fills `path` (bins).

    `back` (bins x K) and `room` (2 K) are scratch. Return the path's log-probability.
    """
    here, there = 0, states
    for j in range(states):
        room[j] = initial[j] + emission[steps[0] * states + j]
    for t in range(1, bins):
        for j in range(states):
            most, origin = -np.inf, 0
            for i in range(states):
                value = room[here + i] + transition[i * states + j]
                if value > most:
                    most, origin = value, i
            room[there + j] = most + emission[steps[t] * states + j]
            back[t * states + j] = origin
        here, there = there, here
    last = 0
    for j in range(states):
        if room[here + j] > room[here + last]:
            last = j
    path[bins - 1] = last
    for t in range(bins - 1, 0, -1):
        path[t - 1] = back[t * states + path[t]]
    return room[here + last]


@signature(
    "int32* int64 int64 int64 int64 int64 float64* float64* float64* float64* int64 int64 float64* float64* "
    "float64* float64* float64* float64* float64* float64* -> float64"
)
def chunk_sums(
    steps, before, start, end, after, patterns, initial, matrices, transposed, emissions, rows, width, left, right,
    alpha, norm, room, pairs, gammas, vectors,
):  # fmt: skip
    """Do all of an expectation step for one chunk in one call: calls from Python would cost as much as the work.

    `left` and `right` are carried from steps `before` and `after` to the chunk; the rows of `vectors` receive the
    posterior of bin 0 (if it is here), the two vectors the chunk was entered with, and alpha and beta at its far ends.
    Return what `forward` returns.
    """
    _carry_right(
        steps, before, start, patterns, matrices, emissions, rows, width, left, room, _row(vectors, width)
    )
    _carry_left(
        steps, end, after, patterns, transposed, emissions, rows, width, right, room, _row(vectors, 2 * width)
    )
    likelihood = _forward(
        steps,
        start,
        end,
        patterns,
        initial,
        matrices,
        emissions,
        rows,
        width,
        _row(vectors, width),
        alpha,
        norm,
    )
    last = end - start
    for j in range(width):
        vectors[3 * width + j] = alpha[last * width + j] / norm[last]
    _backward_sums(
        steps, start, end, patterns, matrices, transposed, emissions, rows, width, alpha, norm,
        _row(vectors, 2 * width), room, pairs, gammas, vectors, _row(vectors, 4 * width),
    )  # fmt: skip
    return likelihood


@intrinsic
def _row(typing, vectors, at):
    """Return the pointer to element `at`."""

    def generate(context, build, signature, arguments):
        return build.gep(arguments[0], [arguments[1]])

    return vectors(vectors, types.int64), generate


_compiled = numba.njit(error_model="numpy")
_carry_right, _carry_left = _compiled(carry_right), _compiled(carry_left)
_forward, _backward_sums = _compiled(forward), _compiled(backward_sums)


@numba.njit(error_model="numpy")
def _place(step, patterns):
    """Return the matrix and the row of emissions of a step: below `patterns` a bin, above it a jump."""
    jump = step - patterns
    return max(jump + 1, 0), min(step, patterns)
