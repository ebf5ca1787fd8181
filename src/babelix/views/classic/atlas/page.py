"""The atlas page: every point on the plane, what it is and who its neighbours are, in one HTML document."""

import base64
import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from babelix.base.counts import several
from babelix.classic.atlas.cells import average, grid
from babelix.views.offline.document import Frame, described, packed
from babelix.views.offline.page import Page
from babelix.workflows.classic.atlas.make import Atlas, Space

_FRAME = Frame(
    "babelix.views.classic.atlas",
    "atlas.html",
    ("/base.css", "atlas.css"),
    ("/colour.js", "/element.js", "plane.js", "chosen.js", "atlas.js"),
)
_ABOUT = (
    "Drawn by Babelix from the numbers in this file, without a network. The plane keeps what stands in the table and "
    "no more: how far islands lie apart, how large and how many they are says little. Neighbours are those of the full "
    "space."
)


class AtlasPage(Page):
    """A stand-alone page of an atlas: it opens from disk without network and asks nobody for anything."""

    def __init__(self, found: Atlas) -> None:
        self._found = found

    def _repr_html_(self) -> str:
        """Return what a notebook shows of it."""
        return f"<p>{several(len(self._found.points), 'point')}; write the page with <code>.write(path)</code>.</p>"

    def pieces(self) -> Iterator[str]:
        """Yield the page from its first sign to its last."""
        return _FRAME.pieces(self._found.points.name, _ABOUT, self._data())

    def _data(self) -> Iterator[str]:
        found, points = self._found, self._found.points
        images = points.images
        yield described("atlas", _values(found))
        if images is not None:
            yield packed("thumbnails", _sheet(images))
            if found.cells:
                yield packed("averages", _sheet(np.stack([average(images, each) for each in found.cells])))


def _values(found: Atlas) -> dict[str, Any]:
    points, places = found.points, found.plane.places
    low, side = grid(places)
    span = float((places.max(0) - places.min(0)).max()) or 1.0
    return {
        "title": points.name,
        "remarks": points.remarks,
        "what": found.space.what,
        "method": found.plane.method,
        "classes": points.classes,
        "labels": None if points.labels is None else points.labels.tolist(),
        "words": points.words,
        # From 0 to 1 along the longer extent, upwards.
        "places": ((places - low) / span).round(5).ravel().tolist(),
        "neighbours": found.space.neighbours.ravel().tolist(),
        "k": found.laying.nearest,
        "chance": found.chance,
        "spaces": [_described(each, points.cosine) for each in (found.space, found.raw)],
        "picture": None if points.images is None else _shape(points.images),
        "cells": {
            "side": side / span,
            "held": [
                {"column": each.column, "row": each.row, "members": each.members.tolist()}
                for each in found.cells
            ],
        },
    }


def _described(space: Space, cosine: bool) -> dict[str, Any]:
    planes = [
        {
            "method": each.method,
            "trustworthiness": each.kept.trustworthiness,
            "kept": each.kept.neighbours,
            "told": each.told,
        }
        for each in space.planes
    ]
    distance = "cosine" if cosine else "Euclidean"
    return {
        "what": space.what,
        "width": space.width,
        "distance": distance,
        "told": space.told,
        "planes": planes,
    }


def _shape(images: NDArray[np.uint8]) -> dict[str, int | bool]:
    return {"side": images.shape[-1], "across": _across(images), "gray": images.shape[1] == 1}


def _across(images: Sequence[Any] | NDArray[np.uint8]) -> int:
    return math.ceil(math.sqrt(len(images)))


def _sheet(images: NDArray[np.uint8]) -> str:
    """Return pictures [n, channels, side, side] on one square sheet, row by row, as PNG in base64."""
    count, channels, side, _ = images.shape
    across = _across(images)
    sheet = np.zeros((-(-count // across) * side, across * side, channels), np.uint8)
    for number, each in enumerate(images):
        row, column = divmod(number, across)
        sheet[row * side : (row + 1) * side, column * side : (column + 1) * side] = each.transpose(1, 2, 0)
    buffer = io.BytesIO()
    Image.fromarray(sheet[..., 0] if channels == 1 else sheet).save(buffer, format="PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
