"""The tables a pass over a file needs: emissions once per distinct pattern, powers once per jump."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes.steps import BASE, Steps

FLOOR = 1e-300
WIDTH = 8  # doubles in a vector of the kernels: rows are padded to a multiple of it
_DOUBLINGS = 30


@dataclass(frozen=True)
class Tables:
    """Flat tables for the kernels; rows `width` apart.

    `matrices` holds A and the jumps' powers M^n, divided by exp(n `log_radius`); `emissions` b(x) of every pattern
    divided by exp(`log_scale`) and a last row of ones; `repeating` is M (K x K) divided by exp(`log_radius`).
    """

    states: int
    rows: int
    width: int
    initial: NDArray[np.float64]
    matrices: NDArray[np.float64]
    transposed: NDArray[np.float64]
    emissions: NDArray[np.float64]
    log_scale: NDArray[np.float64]
    repeating: NDArray[np.float64]
    log_radius: float


def padded(count: int) -> int:
    """Return `count` rounded up to a multiple of `WIDTH`."""
    return -(-count // WIDTH) * WIDTH


def emission_table(model: Model, patterns: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return b(x) = prod_m p_m^[x_m = 1] (1 - p_m)^[x_m = 0] of every pattern (patterns x K); missing marks left out.

    A pattern that every state finds less probable than 1e-300 gets 1e-300 from every state, as in ChromHMM.
    """
    table = np.ones((len(patterns), model.states))
    for mark, p in enumerate(model.emission.T):
        table *= np.stack([1 - p, p, np.ones_like(p)])[patterns[:, mark]]
    table[(table < FLOOR).all(axis=1)] = FLOOR
    return table


def build_tables(model: Model, steps: Steps) -> Tables:
    """Return the tables of `model` for one file's patterns and jumps."""
    states = model.states
    width = padded(states)
    emissions = emission_table(model, steps.patterns)
    scale = emissions.max(axis=1)
    emissions = emissions / scale[:, None]
    repeating = model.transition * emissions[steps.repeated]
    radius = _spectral_radius(repeating) if steps.lengths else 1.0
    if radius > 0:
        repeating = repeating / radius
    powers = _powers(repeating, steps.lengths)
    matrices = np.zeros((1 + len(powers), width, width))
    matrices[:, :states, :states] = np.stack([model.transition, *powers])
    rows = np.ones((len(emissions) + 1, width))
    rows[:-1] = 0
    rows[:-1, :states] = emissions
    initial = np.zeros(width)
    initial[:states] = model.initial
    return Tables(
        states=states,
        rows=states + states % 2,
        width=width,
        initial=initial,
        matrices=matrices.ravel(),
        transposed=np.ascontiguousarray(matrices.transpose(0, 2, 1)).ravel(),
        emissions=rows.ravel(),
        log_scale=np.log(scale),
        repeating=repeating,
        log_radius=float(np.log(radius)) if radius > 0 else -np.inf,
    )


def run_transitions(
    tables: Tables, lengths: tuple[int, ...], gathered: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the expected transitions inside runs (K x K) from `gathered` (jumps x K x K), C_n for every length n.

    With N = M^T wanted is M o S, S = sum_n F_n(C_n), F_n(C) = sum_{s+r=n-1} N^s C N^r. Lengths 32 2^i fold by
    F_2g(C) = F_g(C N^g + N^g C); below, F_n(C) = C N^(n-1) + N F_(n-1)(C) is a Horner recursion.
    """
    if not lengths:
        return np.zeros_like(tables.repeating)
    n = tables.repeating.T
    by_length = dict(zip(lengths, gathered, strict=True))
    none = np.zeros_like(n)
    powers = {BASE: np.linalg.matrix_power(n, BASE)}
    while max(powers) < lengths[-1]:
        powers[2 * max(powers)] = powers[max(powers)] @ powers[max(powers)]
    c = none
    for g in sorted(powers, reverse=True):
        c = by_length.get(g, none) + (c @ powers[g] + powers[g] @ c if c.any() else none)
    e = none
    for length in range(BASE, 0, -1):
        c = c + by_length.get(length, none) if length < BASE else c
        e, c = c + e @ n, n @ c
    return np.asarray(tables.repeating * e)


def _powers(matrix: NDArray[np.float64], lengths: tuple[int, ...]) -> list[NDArray[np.float64]]:
    power, at, wanted = matrix, 1, []
    for length in lengths:
        while at < min(length, BASE):
            power, at = power @ matrix, at + 1
        while at < length:
            if at < BASE:
                raise AssertionError("lengths above the base are doublings of it")
            power, at = power @ power, 2 * at
        wanted.append(power)
    return wanted


def _spectral_radius(matrix: NDArray[np.float64]) -> float:
    """Return lim |M^n|^(1/n), n = 2^30 (Gelfand), 0 for a nilpotent matrix."""
    power, logarithm = matrix, 0.0
    for doubling in range(_DOUBLINGS):
        size = float(np.abs(power).sum())
        if size == 0:
            return 0.0
        logarithm += np.log(size) / 2**doubling
        power = power / size
        power = power @ power
    return float(np.exp(logarithm))
