"""Points of classes in the plane: named sets, points of a file, one in five held out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.seeds import generator
from babelix.classic.points import read_labelled

Drawn = tuple[NDArray[np.float64], NDArray[np.int64]]
HELD_OUT = 5
"""One point in so many of each class is not trained on."""
MOST_CLASSES = 12
_LEAST, _MOST = 1e-100, 1e100
"""Beyond them a square is 0 or infinite, and no deviation is found."""


@dataclass(frozen=True)
class Points:
    """Points `x` [n, 2] with the number of their class `y` [n] in `classes`, and which of them are `held_out` [n]."""

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.int64]
    held_out: NDArray[np.bool_]
    classes: tuple[str, ...]


def named_set(name: str, seed: int, size: int = 200) -> Points:
    """Return `size` points of one of `SETS`. Raises `RequestError` for another name."""
    if name not in SETS:
        raise RequestError(
            f"`set_name` {name!r}: expected one of {', '.join(SETS)}{did_you_mean(name, SETS)}",
            setting="set_name",
        )
    x, y = SETS[name](size, generator(seed, "playground", name))
    return Points(name, x, y, held_out(y, seed), ("green", "red"))


def points_of_file(path: Path, seed: int) -> Points:
    """Return the points of a file of x, y and class; classes come in the order of their names.

    Raises `RequestError` for what `read_labelled` refuses, one class alone, more than `MOST_CLASSES`, a class with
    fewer than 5 points, and points that all lie on one x or y.
    """
    x, words = read_labelled(path)
    classes = tuple(sorted(set(words)))
    if len(classes) == 1:
        raise RequestError(
            f"{path}: all {len(words):,} points are of the class {classes[0]!r}; expected at least two classes"
        )
    if len(classes) > MOST_CLASSES:
        raise RequestError(f"{path} has {len(classes):,} classes; expected at most {MOST_CLASSES}")
    y = np.array([classes.index(word) for word in words], dtype=np.int64)
    few = int(np.argmin(np.bincount(y)))
    count = int((y == few).sum())
    if count < HELD_OUT:
        raise RequestError(
            f"{path}: the class {classes[few]!r} has {count} points; expected at least {HELD_OUT}"
        )
    for axis, title in enumerate("xy"):
        if np.ptp(x[:, axis]) == 0:
            raise RequestError(f"{path}: every {title} is {x[0, axis]:g}; expected points in a plane")
        if not _LEAST < np.abs(x[:, axis]).max() < _MOST or np.ptp(x[:, axis]) < _LEAST:
            raise RequestError(
                f"{path}: {title} is up to {np.abs(x[:, axis]).max():g}; expected numbers of {_LEAST:g} to {_MOST:g}"
            )
    return Points(path.name, x, y, held_out(y, seed), classes)


def held_out(y: NDArray[np.int64], seed: int) -> NDArray[np.bool_]:
    """Return which points are held out: of each class one in `HELD_OUT`, drawn by `seed`."""
    chosen = np.zeros(len(y), dtype=np.bool_)
    for label in np.unique(y):
        places = generator(seed, "held out", int(label)).permutation(np.flatnonzero(y == label))
        chosen[places[: len(places) // HELD_OUT]] = True
    return chosen


def _circle(size: int, rng: np.random.Generator) -> Drawn:
    """A disc within a ring, as ConvNetJS draws them."""
    y = np.arange(size) % 2
    radius = np.where(y == 1, rng.uniform(0, 2, size), rng.uniform(3, 5, size))
    return _round(radius, rng.uniform(0, 2 * np.pi, size)), y


def _spiral(size: int, rng: np.random.Generator) -> Drawn:
    """Two arms of one and a quarter turns, as ConvNetJS draws them."""
    y = np.arange(size) % 2
    along = (np.arange(size) // 2) / (size / 2)
    radius = along * 5 + rng.uniform(-0.1, 0.1, size)
    return _round(radius, 2.5 * np.pi * along + np.pi * y + rng.uniform(-0.1, 0.1, size)), y


def _xor(size: int, rng: np.random.Generator) -> Drawn:
    """Four clouds in the corners; those across from one another are of one class."""
    corner = np.arange(size) % 4
    sign = np.stack([corner % 2 * 2 - 1, corner // 2 * 2 - 1], axis=1)
    return sign * 2.5 + rng.normal(0, 0.8, (size, 2)), (sign[:, 0] == sign[:, 1]).astype(np.int64)


def _moons(size: int, rng: np.random.Generator) -> Drawn:
    """Two half circles, each reaching into the other's hollow."""
    y = np.arange(size) % 2
    angle = rng.uniform(0, np.pi, size)
    x = np.stack(
        [np.where(y, 1 - np.cos(angle), np.cos(angle)), np.where(y, 0.5 - np.sin(angle), np.sin(angle))], 1
    )
    return (x - [0.5, 0.25]) * 2.5 + rng.normal(0, 0.3, (size, 2)), y


def _round(radius: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)


SETS: Mapping[str, Callable[[int, np.random.Generator], Drawn]] = {
    "circle": _circle,
    "xor": _xor,
    "spiral": _spiral,
    "moons": _moons,
}
