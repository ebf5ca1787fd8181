"""Lay what a net makes of things on a plane, and measure what the plane keeps of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.arguments import at_least, checked, checked_fields
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.progress import Listener, Reporter, silent
from babelix.base.seeds import derive
from babelix.classic.atlas.cells import MANY, Cell, cells
from babelix.classic.atlas.planes import ITERATIONS, NEIGHBOURS, PERPLEXITY, library, principal, tsne, umap
from babelix.classic.atlas.points import Points
from babelix.evaluation.neighbours import Kept, check_nearest, kept, nearest, told_by_nearest
from babelix.workflows.classic.atlas.sources import Source, read_points

METHODS = {"tsne": "t-SNE", "umap": "UMAP"}
MOST = 20_000
"""Points of which all pairs are compared and a page still opens."""


@checked_fields
@dataclass(frozen=True)
class Laying:
    """How points are laid out: `by` tsne or umap, and `nearest`, the neighbours k of every number beside the picture.

    `perplexity` is t-SNE's, `umap_neighbours` UMAP's; each has its authors' default.
    """

    by: str = "tsne"
    nearest: int = 10
    perplexity: float | None = None
    umap_neighbours: int | None = None

    def check(self) -> None:
        """Raise `RequestError` for another method, a number of the other one, and a library that is missing."""
        if self.by not in METHODS:
            raise RequestError(
                f"`by` {self.by!r}: expected one of {', '.join(METHODS)}{did_you_mean(self.by, METHODS)}",
                setting="by",
            )
        at_least(1, nearest=self.nearest)
        for name, value, by in (
            ("perplexity", self.perplexity, "tsne"),
            ("umap_neighbours", self.umap_neighbours, "umap"),
        ):
            if value is not None and self.by != by:
                raise RequestError(f"`{name}` goes with `by` {by}", setting=(name, "by"))
        library(METHODS[self.by])


@dataclass(frozen=True)
class Plane:
    """A picture of a space: `places` [points, 2], what it keeps, and the share of points whose class it tells."""

    method: str
    places: NDArray[np.float64]
    kept: Kept
    told: float | None


@dataclass(frozen=True)
class Space:
    """A space of vectors, whose class it tells itself, its neighbours [points, k] and pictures, the PCA's last."""

    what: str
    width: int
    told: float | None
    neighbours: NDArray[np.int64]
    planes: tuple[Plane, ...]


@dataclass(frozen=True)
class Atlas:
    """Points on a plane, and the same of what the net was given, to compare.

    `chance` is the share of the commonest class; `cells` hold the points where they are more than `MANY`.
    """

    points: Points
    laying: Laying
    seed: int
    space: Space
    raw: Space
    chance: float | None
    cells: tuple[Cell, ...]

    @property
    def plane(self) -> Plane:
        """The plane that is shown."""
        return self.space.planes[0]


@checked
def make_atlas(
    source: Source, laying: Laying | None = None, most: int = 3000, seed: int = 0, listener: Listener = silent
) -> Atlas:
    """Return the atlas of what `source` names, of at most so many points.

    Where there are more, the seed chooses among them. Raises `RequestError` on a source, points or numbers that will
    not do, and where the extra that a method needs is not installed.
    """
    own = laying or Laying()
    own.check()
    at_least(1, most=most)
    at_least(0, seed=seed)
    if most > MOST:
        raise RequestError(
            f"`most` {most:,}: expected at most {MOST:,}; every pair is compared", setting="most"
        )
    points = read_points(source, most, seed, listener)
    points.check()
    check_nearest(len(points), own.nearest)  # before the plane, which takes longest
    spread = Reporter(listener, METHODS[own.by], 2 * ITERATIONS, "steps")
    planes = [_laid_out(X, own, seed, spread) for X in (points.vectors, points.raw)]
    counted = Reporter(listener, "neighbours", 6 * len(points), "points")
    space, raw = (
        _measured(what, X, {METHODS[own.by]: Y, "PCA": principal(X)}, points.labels, own.nearest, counted)
        for what, X, Y in zip(
            (points.what, points.raw_what), (points.vectors, points.raw), planes, strict=True
        )
    )
    chance = None if points.labels is None else float(np.bincount(points.labels).max() / len(points))
    held = cells(space.planes[0].places, points.vectors) if len(points) > MANY else ()
    return Atlas(points, own, seed, space, raw, chance, held)


def _laid_out(X: NDArray[np.float32], laying: Laying, seed: int, report: Reporter) -> NDArray[np.float64]:
    own = derive(seed, "plane")
    if laying.by == "umap":
        return umap(X, laying.umap_neighbours or NEIGHBOURS, own, report.advance)
    return tsne(X, PERPLEXITY if laying.perplexity is None else laying.perplexity, own, report.advance)


def _measured(
    what: str,
    X: NDArray[np.float32],
    planes: dict[str, NDArray[np.float64]],
    labels: NDArray[np.int64] | None,
    k: int,
    report: Reporter,
) -> Space:
    def told(neighbours: NDArray[np.int64]) -> float | None:
        return None if labels is None else told_by_nearest(neighbours, labels)

    found = []
    for method, Y in planes.items():
        found.append(Plane(method, Y, kept(X, Y, k, report.advance), told(nearest(Y, k))))
    neighbours = nearest(X, k, report.advance)
    return Space(what, X.shape[1], told(neighbours), neighbours, tuple(found))
