"""The atlas as a figure: thumbnails or words on the plane, and small planes of what it is compared with."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from babelix.classic.atlas.cells import ACROSS, average, grid
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save
from babelix.workflows.classic.atlas.make import Atlas, Plane, Space

_PIXELS, _THUMBS, _LABELS, _LONGEST = 1800, 60, 260, 26
_PAPER = 1.0


def draw_atlas(found: Atlas, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`."""
    figure = canvas(12.0, 8.2, layout="constrained")
    parts: dict[str, Axes] = figure.subplot_mosaic(
        [["plane", "a"], ["plane", "b"], ["plane", "c"]], width_ratios=[3.1, 1]
    )
    _draw_plane(parts["plane"], found)
    others = [(found.space, found.space.planes[1]), *((found.raw, plane) for plane in found.raw.planes)]
    for axes, (space, plane) in zip((parts["a"], parts["b"], parts["c"]), others, strict=True):
        colours = HEAD_COLOURS[0] if found.points.labels is None else _colours(found.points.labels)
        axes.scatter(plane.places[:, 0], plane.places[:, 1], s=2.5, c=colours, linewidth=0)
        _frame(axes)
        axes.set_title(f"{plane.method} of {space.what}\n{_numbers(space, plane)}", fontsize=7, color=INK)
    if found.points.labels is not None:
        _draw_legend(parts["plane"], found)
    remarks = "".join(f"; {each}" for each in found.points.remarks)
    figure.suptitle(f"{found.points.name}{remarks}", fontsize=10, color=INK, x=0.01, ha="left")
    save(figure, path, dots=130)


def _numbers(space: Space, plane: Plane) -> str:
    said = f"trustworthiness {plane.kept.trustworthiness:.3f}, neighbours kept {plane.kept.neighbours:.0%}"
    if plane.told is None or space.told is None:
        return said
    return (
        f"{said}\nclass told by {plane.kept.k} nearest {plane.told:.1%}, in the full space {space.told:.1%}"
    )


def _draw_plane(axes: Axes, found: Atlas) -> None:
    places = found.plane.places
    if found.points.images is not None:
        picture, extent = thumbnails(found)
        axes.imshow(picture, origin="lower", extent=extent, interpolation="antialiased")
    else:
        labels = found.points.labels
        colours = FRAME if labels is None else _colours(labels)
        axes.scatter(places[:, 0], places[:, 1], s=3, c=colours, linewidth=0, alpha=0.45)
        _draw_words(axes, found)
    _frame(axes)
    what = f"{found.plane.method} of {found.space.what}"
    shown = ", each cell its average" if found.cells and found.points.images is not None else ""
    axes.set_title(f"{what}{shown}: {_numbers(found.space, found.plane)}", fontsize=8.5, color=INK)


def thumbnails(found: Atlas) -> tuple[NDArray[np.float64], tuple[float, float, float, float]]:
    """Return the plane as one picture [rows, columns, 3] from below, and its extent: every thumbnail at its place.

    Gray ones are drawn in the colour of their class, others in a frame of it. Cells show the mean of theirs in the
    colour of the commonest class, the larger the more they hold.
    """
    points, places = found.points, found.plane.places
    images = points.images
    assert images is not None
    low, side = grid(places, ACROSS if found.cells else _THUMBS)
    high = places.max(0)
    if found.cells:
        high = np.maximum(high, low + side * np.array([max(each) + 1 for each in _columns_rows(found)]))
        origin = low
    else:
        origin, high = low - side / 2, high + side / 2
    scale = _PIXELS / float((high - origin).max())
    shape = np.maximum(np.ceil((high - origin) * scale).astype(int), 1)
    picture = np.full((shape[1], shape[0], 3), _PAPER)
    if found.cells:
        most = float(np.quantile([len(each.members) for each in found.cells], 0.9))
        for each in found.cells:
            middle = (np.array([each.column, each.row]) + 0.5) * side
            size = side * np.clip(np.sqrt(len(each.members) / most), 0.45, 1)
            _put(
                picture, average(images, each), _commonest(found, each.members), middle * scale, size * scale
            )
    else:
        for i, place in enumerate(places):
            colour = _colour(None if points.labels is None else int(points.labels[i]))
            _put(picture, images[i], colour, (place - origin) * scale, side * scale)
    end = origin + shape / scale
    return picture, (float(origin[0]), float(end[0]), float(origin[1]), float(end[1]))


def _columns_rows(found: Atlas) -> tuple[list[int], list[int]]:
    return [each.column for each in found.cells], [each.row for each in found.cells]


def _commonest(found: Atlas, members: NDArray[np.int64]) -> NDArray[np.float64]:
    labels = found.points.labels
    return _colour(None if labels is None else int(np.bincount(labels[members]).argmax()))


def _put(
    picture: NDArray[np.float64],
    image: NDArray[np.uint8],
    colour: NDArray[np.float64],
    middle: NDArray[np.float64],
    size: float,
) -> None:
    """Draw a thumbnail [channels, side, side] with its middle there, so many pixels wide; what is there darkens."""
    wide = max(round(size), 1)
    nearest = (np.arange(wide) * image.shape[-1]) // wide
    pixels = image[:, nearest[::-1]][:, :, nearest].transpose(1, 2, 0) / 255.0
    if pixels.shape[2] == 1:
        shown = 1 - pixels * (1 - colour)
    else:
        shown = pixels.copy()
        edge = max(wide // 16, 1)
        for part in (np.s_[:edge], np.s_[-edge:], np.s_[:, :edge], np.s_[:, -edge:]):
            shown[part] = colour
    x, y = (int(each) for each in np.maximum(middle - size / 2, 0))
    under = picture[y : y + wide, x : x + wide]
    shown = shown[: under.shape[0], : under.shape[1]]
    # Dark on light lies over what is there as on a print; pictures cover it.
    under[:] = np.minimum(under, shown) if pixels.shape[2] == 1 else shown


def _draw_words(axes: Axes, found: Atlas) -> None:
    """Write as many words as fit beside one another: of cells their most central one, else in the points' order."""
    words, labels = found.points.words, found.points.labels
    assert words is not None
    places = found.plane.places
    low, high = places.min(0), places.max(0)
    span = np.maximum(high - low, 1e-12)
    order = (
        [each.central for each in sorted(found.cells, key=lambda each: -len(each.members))]
        if found.cells
        else range(len(words))
    )
    taken: list[tuple[float, float, float, float]] = []
    for i in order:
        text = brief(words[i])
        x, y = (places[i] - low) / span
        # In shares of the axes: a letter is some 0.0078 wide, a line 0.016 high.
        box = (x - 0.0039 * len(text), y - 0.008, x + 0.0039 * len(text), y + 0.008)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        colour = _colour(None if labels is None else int(labels[i]))
        axes.text(
            places[i, 0],
            places[i, 1],
            text,
            fontsize=6,
            color=colour,
            ha="center",
            va="center",
            parse_math=False,
        )
        if len(taken) == _LABELS:
            break


def brief(text: str) -> str:
    """Return a text in at most so many letters, those around the word in brackets where there is one."""
    text = " ".join(text.split()) or "␣"
    if len(text) <= _LONGEST:
        return text
    at = text.find("[")
    start = max(0, min(at - 3, len(text) - _LONGEST)) if at > 0 else 0
    end = start + _LONGEST
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def _draw_legend(axes: Axes, found: Atlas) -> None:
    for number, name in enumerate(found.points.classes):
        axes.scatter([], [], s=18, color=_colour(number), label=name)
    if len(found.points.classes) <= len(HEAD_COLOURS):
        axes.legend(
            fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, -0.005), ncols=len(found.points.classes),
            frameon=False, handletextpad=0.1, columnspacing=1,
        )  # fmt: skip


def _colours(labels: NDArray[np.int64]) -> list[str]:
    return [HEAD_COLOURS[each % len(HEAD_COLOURS)] for each in labels]


def _colour(label: int | None) -> NDArray[np.float64]:
    return np.array(to_rgb(INK if label is None else HEAD_COLOURS[label % len(HEAD_COLOURS)]))


def _frame(axes: Axes) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(QUIET)
        spine.set_linewidth(0.5)
    axes.margins(0.02)
    axes.set_aspect("equal", adjustable="datalim")
