"""Points on a plane: principal components (ours), t-SNE (scikit-learn's) and UMAP (umap-learn's).

Each is computed on one thread from the seed, so that the same points give the same plane on the same machine.
"""

import io
import re
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, TaskError

ITERATIONS = 1000
"""Steps of t-SNE's descent, scikit-learn's own number."""
PERPLEXITY, NEIGHBOURS = 30.0, 15
"""What van der Maaten and Hinton 2008 and McInnes et al. 2018 have as defaults."""
_INSTALL = {
    "t-SNE": ("scikit-learn", "pip install 'babelix[atlas]'"),
    "UMAP": ("umap-learn", "pip install 'babelix[umap]'"),
}
_START = 1e-4
_STEP = re.compile(r"Iteration (\d+):|(\d+)/\d+")


def principal(X: NDArray[np.floating], axes: int = 2) -> NDArray[np.float64]:
    """Return the points of X [points, width] on its first principal axes, [points, axes].

    An axis points to where its largest weight is above zero. Axes that the points do not spread along are 0.
    """
    centered = X.astype(np.float64)
    centered -= centered.mean(0)
    if X.shape[1] <= len(X):
        _, found = np.linalg.eigh(centered.T @ centered)
        directions = found[:, ::-1][:, :axes]
    else:
        # The same axes from the points' products, of which there are fewer.
        _, found = np.linalg.eigh(centered @ centered.T)
        directions = centered.T @ found[:, ::-1][:, :axes]
        directions /= np.maximum(np.linalg.norm(directions, axis=0), 1e-300)
    largest = np.abs(directions).argmax(0)
    directions = directions * np.where(directions[largest, np.arange(directions.shape[1])] < 0, -1, 1)
    placed = np.zeros((len(X), axes))
    placed[:, : directions.shape[1]] = centered @ directions
    return placed


def tsne(
    X: NDArray[np.floating], perplexity: float, seed: int, report: Callable[[int], None]
) -> NDArray[np.float64]:
    """Return the points of X [points, width] on a plane by Barnes-Hut t-SNE, from their principal plane, [points, 2].

    `report` hears of steps, `ITERATIONS` in all. Raises `RequestError` where scikit-learn is missing, and for fewer
    than three points to each unit of `perplexity`, whose neighbourhoods would be of all.
    """
    if not 1 <= perplexity <= (len(X) - 1) / 3:
        raise RequestError(
            f"`perplexity` {perplexity:g}: {len(X):,} points allow 1 to {max((len(X) - 1) // 3, 0):,}, a third of the "
            "others; lower it or give more points",
            setting="perplexity",
        )
    library("t-SNE")
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    placed = principal(X)
    spread = placed[:, 0].std()
    start = (placed / spread * _START if spread > 0 else placed).astype(np.float32)
    fitting = TSNE(
        perplexity=perplexity, init=start, random_state=seed % 2**32, max_iter=ITERATIONS, n_jobs=1, verbose=2
    )
    # The library tells its steps in print alone.
    with threadpool_limits(1), redirect_stdout(_Steps(report)) as steps:
        found = fitting.fit_transform(X.astype(np.float32))
    steps.finish(ITERATIONS)  # it stops sooner where nothing improves
    return _finite(np.asarray(found, np.float64), "t-SNE")


def umap(
    X: NDArray[np.floating], neighbours: int, seed: int, report: Callable[[int], None]
) -> NDArray[np.float64]:
    """Return the points of X [points, width] on a plane by UMAP, from their principal plane, [points, 2].

    `report` hears of steps, `ITERATIONS` in all. Raises `RequestError` where umap-learn is missing, and when there are
    no more points than `neighbours`.
    """
    if not 2 <= neighbours < len(X):
        raise RequestError(
            f"`umap_neighbours` {neighbours}: {len(X):,} points allow 2 to {max(len(X) - 1, 0):,}; lower it or give "
            "more points",
            setting="umap_neighbours",
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the library would do with others that are not installed
        UMAP = library("UMAP").UMAP
        placed = principal(X)
        start = 10 * placed / max(float(np.abs(placed).max()), 1e-300)
        epochs = 500 if len(X) <= 10_000 else 200  # its own numbers
        # The first steps come after compiling: at their rate the time left would be hours.
        steps = _Steps(lambda done: report(done * ITERATIONS // epochs), least=epochs // 10)
        fitting = UMAP(
            n_neighbors=neighbours, init=start.astype(np.float32), random_state=seed % 2**32, n_epochs=epochs,
            n_jobs=1, verbose=True, tqdm_kwds={"file": steps, "bar_format": "{n}/{total}", "mininterval": 0.2},
        )  # fmt: skip
        with redirect_stdout(steps):
            found = fitting.fit_transform(X.astype(np.float32))
    steps.finish(epochs)
    return _finite(np.asarray(found, np.float64), "UMAP")


def library(method: str) -> Any:
    """Return the library of a method, t-SNE or UMAP. Raises `RequestError` with the line that installs it."""
    name, line = _INSTALL[method]
    try:
        if method == "t-SNE":
            import sklearn.manifold as found
        else:
            import umap as found
    except ImportError:
        raise RequestError(
            f"{method} needs {name}, which is not installed; run {line}", setting="by"
        ) from None
    return found


def _finite(placed: NDArray[np.float64], method: str) -> NDArray[np.float64]:
    if not np.isfinite(placed).all():
        raise TaskError(f"{method} put points at places that are no numbers; try another seed")
    return placed


class _Steps(io.TextIOBase):
    """Takes what a library prints and reads the steps out of it; nothing is shown."""

    def __init__(self, report: Callable[[int], None], least: int = 1) -> None:
        self._report, self._done, self._least = report, 0, least

    def write(self, text: str) -> int:
        for first, second in _STEP.findall(text):
            self._count(int(first or second))
        return len(text)

    def finish(self, steps: int) -> None:
        """Say that all is done."""
        self._count(steps)

    def _count(self, done: int) -> None:
        if done > self._done and done >= self._least:
            self._report(done - self._done)
            self._done = done
