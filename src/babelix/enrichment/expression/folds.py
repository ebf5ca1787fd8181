"""Folds of whole blocks of the genome, and predictions of each fold from fits that never saw it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.enrichment.expression.ridge import Floats, Ridge, Sums

PENALTIES = tuple(float(10 ** (k / 2)) for k in range(11))


def genome_blocks(chrom: Sequence[str], position: NDArray[np.int64], block: int) -> NDArray[np.int64]:
    """Return for each place the number of its block of `block` bases, blocks in order of chromosome and place (n)."""
    if block < 1:
        raise RequestError(f"`block` {block}: expected at least 1", setting="block")
    names, code = np.unique(np.array(chrom), return_inverse=True)
    places = np.column_stack([code.ravel(), position // block]) if len(names) else np.empty((0, 2), np.int64)
    return np.asarray(np.unique(places, axis=0, return_inverse=True)[1], np.int64).ravel()


def folds_of(blocks: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """Return the fold of each row (n): whole blocks, the fullest first, each into the fold with the fewest rows.

    Raises `RequestError` with fewer than two folds, and with fewer blocks than folds.
    """
    if folds < 2:
        raise RequestError(f"`folds` {folds}: expected at least 2", setting="folds")
    counts = np.bincount(blocks)
    if len(counts) < folds:
        raise RequestError(
            f"`folds` {folds}: the {len(blocks)} genes lie in {len(counts)} blocks of the genome, expected one for "
            "each fold at least; give more genes, fewer folds or a smaller block",
            setting=("folds", "block"),
        )
    filled, fold = np.zeros(folds, np.int64), np.empty(len(counts), np.int64)
    for each in np.argsort(-counts, kind="stable"):
        fold[each] = filled.argmin()
        filled[fold[each]] += counts[each]
    return fold[blocks]


@dataclass(frozen=True)
class Validated:
    """Predictions of rows by the fit that never saw their fold (n), those fits, and `whole`, a fit of all rows."""

    predicted: Floats
    fits: tuple[Ridge, ...]
    whole: Ridge


def cross_validate(
    X: Floats,
    y: Floats,
    fold: NDArray[np.int64],
    penalty: float | None = None,
    told: Callable[[], None] = lambda: None,
) -> Validated:
    """Predict each fold from the others; their penalty is the one that predicts each of them best from the rest.

    A fold has no say in the penalty that it is predicted with (Varma and Simon 2006). `told` is called after each.
    """
    if penalty is not None and not 0 < penalty < np.inf:
        raise RequestError(f"`penalty` {penalty}: expected a number above 0", setting="penalty")
    rows = [np.flatnonzero(fold == k) for k in range(fold.max() + 1)]
    sums = [Sums.of(X[each], y[each]) for each in rows]
    predicted, fits = np.empty(len(y)), []
    for k, held in enumerate(rows):
        others = [each for each in range(len(rows)) if each != k]
        fits.append(_fit(X, y, rows, sums, others, penalty))
        predicted[held] = fits[-1].predict(X[held])
        told()
    return Validated(predicted, tuple(fits), _fit(X, y, rows, sums, list(range(len(rows))), penalty))


def _fit(
    X: Floats,
    y: Floats,
    rows: Sequence[NDArray[np.int64]],
    sums: Sequence[Sums],
    used: Sequence[int],
    penalty: float | None,
) -> Ridge:
    """Return the fit of the folds `used`, whose inner folds they are."""
    whole = Sums.all([sums[each] for each in used])
    if penalty is not None:
        return whole.fits([penalty])[0]
    if len(used) == 1:
        return whole.fits([PENALTIES[len(PENALTIES) // 2]])[0]
    errors = np.zeros(len(PENALTIES))
    for inner in used:
        fits = Sums.all([sums[each] for each in used if each != inner]).fits(PENALTIES)
        errors += [float(((y[rows[inner]] - each.predict(X[rows[inner]])) ** 2).sum()) for each in fits]
    return whole.fits([PENALTIES[int(errors.argmin())]])[0]
