"""A trained toy as JSON: points, net and history, written by one Babelix and read by another."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.files import read_bytes, write_text
from babelix.base.settings import Settings
from babelix.classic.approximator import ACTIVATIONS
from babelix.classic.descent import Descent
from babelix.classic.net import Net
from babelix.classic.sets import Points

FORMAT, VERSION = "babelix playground", 1


@dataclass(frozen=True)
class Moment:
    """How a net stood after so many epochs: mean loss of the points trained on, and the accuracy of both kinds."""

    epoch: int
    loss: float
    accuracy: float
    held_out: float


@dataclass(frozen=True)
class Toy:
    """Points, the net trained on them, how, and its history."""

    points: Points
    net: Net
    descent: Descent
    history: tuple[Moment, ...]


class _Layer(Settings):
    W: list[list[float]]
    b: list[float]


class _Net(Settings):
    activation: str
    center: list[float]
    scale: list[float]
    layers: list[_Layer]


class _Points(Settings):
    name: str
    classes: list[str]
    x: list[list[float]]
    y: list[int]
    held_out: list[bool]


class _Moment(Settings):
    epoch: int
    loss: float
    accuracy: float
    held_out: float


class _Descent(Settings):
    epochs: int
    rate: float
    momentum: float
    batch: int
    decay: float


class _File(Settings):
    format: str
    version: int
    points: _Points
    net: _Net
    training: _Descent
    history: list[_Moment]


def as_object(toy: Toy) -> dict[str, Any]:
    """Return what is written: nothing but lists, words and numbers, every digit of them."""
    points, net = toy.points, toy.net
    return {
        "format": FORMAT,
        "version": VERSION,
        "points": {
            "name": points.name,
            "classes": list(points.classes),
            "x": points.x.tolist(),
            "y": points.y.tolist(),
            "held_out": points.held_out.tolist(),
        },
        "net": {
            "activation": net.activation,
            "center": net.center.tolist(),
            "scale": net.scale.tolist(),
            "layers": [{"W": W.tolist(), "b": b.tolist()} for W, b in zip(net.W, net.b, strict=True)],
        },
        "training": asdict(toy.descent),
        "history": [asdict(each) for each in toy.history],
    }


def write_toy(path: Path, toy: Toy) -> None:
    """Write a toy, whole or not at all."""
    write_text(path, json.dumps(as_object(toy), ensure_ascii=False) + "\n")


def read_toy(path: Path) -> Toy:
    """Return the toy that `write_toy` wrote.

    Raises `RequestError` for a file that is none, is of a later version, or whose parts do not fit one another.
    """
    try:
        values = json.loads(read_bytes(path))
    except (ValueError, RecursionError):
        raise RequestError(f"{path} is no JSON; expected a file that the playground wrote") from None
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise RequestError(f'{path}: expected an object with "format": "{FORMAT}"')
    version = values.get("version")
    if not isinstance(version, int) or version < 1:
        raise RequestError(f"{path}: expected a version of {VERSION}, got {version!r}")
    if version > VERSION:
        raise RequestError(
            f"{path} is of version {version}; this Babelix reads up to {VERSION}: use a later one"
        )
    file = _File.read(values, str(path))
    net = Net(
        tuple(
            _array(each.W, path, f"net.layers, number {n}: W") for n, each in enumerate(file.net.layers, 1)
        ),
        tuple(
            _array(each.b, path, f"net.layers, number {n}: b") for n, each in enumerate(file.net.layers, 1)
        ),
        file.net.activation,
        _array(file.net.center, path, "net.center"),
        _array(file.net.scale, path, "net.scale"),
    )
    points = Points(
        file.points.name,
        _array(file.points.x, path, "points.x"),
        np.array([min(max(each, -1), len(file.points.classes)) for each in file.points.y], dtype=np.int64),
        np.array(file.points.held_out, dtype=np.bool_),
        tuple(file.points.classes),
    )
    if (wrong := _misfit(net, points)) is not None:
        raise RequestError(f"{path}: {wrong}")
    history = tuple(Moment(**each.model_dump()) for each in file.history)
    if not history or not np.isfinite([(each.loss, each.accuracy, each.held_out) for each in history]).all():
        raise RequestError(f"{path}: history: expected at least one moment, of finite numbers")
    try:
        descent = Descent(**file.training.model_dump())
    except RequestError as error:  # a number of the file, of no option
        raise RequestError(f"{path}: training: {error}") from None
    return Toy(points, net, descent, history)


def _array(values: list[Any], path: Path, place: str) -> np.ndarray:
    try:
        found = np.array(values, dtype=np.float64)
    except ValueError:
        raise RequestError(f"{path}: {place} has rows of unequal length") from None
    if not np.isfinite(found).all():
        raise RequestError(f"{path}: {place} holds what is no finite number")
    return found


def _misfit(net: Net, points: Points) -> str | None:
    """Return what does not fit in a net and its points, in words."""
    if net.activation not in ACTIVATIONS:
        return f"net.activation {net.activation!r}: expected one of {', '.join(ACTIVATIONS)}"
    if len(net.W) < 2:
        return f"net.layers: expected at least 2, got {len(net.W)}"
    if net.center.shape != (2,) or net.scale.shape != (2,) or not (net.scale > 0).all():
        return "net.center and net.scale: expected two numbers each, scales above 0"
    width = 2
    for number, (W, b) in enumerate(zip(net.W, net.b, strict=True), start=1):
        if W.shape != (len(b), width) or not len(b):
            return f"net.layers, number {number}: expected W of {len(b)} rows of {width} numbers, got {list(W.shape)}"
        width = len(b)
    sizes = [len(points.x), len(points.y), len(points.held_out)]
    if points.x.shape != (sizes[1], 2) or sizes[2] != sizes[1] or not sizes[1]:
        return f"points: expected as many x, of two numbers each, as y and held_out, got {sizes}"
    if width != len(points.classes) or points.y.min() < 0 or points.y.max() >= width:
        return (
            f"points.classes: expected {width}, one for each output of the net, and y from 0 to {width - 1}"
        )
    return None
