"""A tree as a person reads it: labels above, words below, each constituent over the middle of what it holds."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from babelix.base.errors import RequestError
from babelix.trees.penn import unescaped
from babelix.trees.tree import Tree
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, canvas, save

MOST = 20
"""Trees that one figure shows."""
_SIZE, _GAP, _LEVEL = 10.0, 14.0, 32.0  # points: of letters, between words, between levels
_MARGIN = 12.0


def write_trees(trees: Sequence[Tree], path: str | Path) -> None:
    """Draw trees under one another, SVG or PNG as the ending of `path` says, whole or not at all.

    Raises `RequestError` for another ending, and for none or more than twenty trees.
    """
    check_count(len(trees))
    drawn = [_Drawn(tree) for tree in trees]
    width = max(each.width for each in drawn) + 2 * _MARGIN
    height = sum(each.height + _LEVEL for each in drawn) + _MARGIN
    figure = canvas(width / 72, height / 72)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")
    top = _MARGIN
    for each in drawn:
        each.put(axes, _MARGIN, top + _SIZE)
        top += each.height + _LEVEL
    save(figure, path)


def check_count(trees: int) -> None:
    """Raise `RequestError` where there are no trees to draw, or more than one figure shows."""
    if not 0 < trees <= MOST:
        raise RequestError(f"expected 1 to {MOST} trees to draw, got {trees}; give fewer sentences")


class _Drawn:
    """A tree with its places: words side by side at the bottom, a level for each constituent above them."""

    def __init__(self, tree: Tree) -> None:
        self._tree, self._deep = tree, tree.depth
        self.height = (self._deep + 1) * _LEVEL + 2 * _SIZE
        self._x: dict[int, float] = {}
        self._lines: list[tuple[float, float, float, float]] = []
        self._labels: list[tuple[float, float, str, str]] = []
        self.width = 0.0
        self._place(tree, 0)

    def _place(self, node: Tree, level: int) -> float:
        """Return the middle of a node, all below it being placed."""
        if node.word is not None:
            word = unescaped(node.word)
            wide = max(_width(word), _width(node.label)) + _GAP
            x = self.width + wide / 2
            self.width += wide
            bottom = self._deep * _LEVEL
            self._labels.append((x, bottom, node.label, HEAD_COLOURS[0]))
            self._labels.append((x, bottom + _LEVEL * 0.6, word, INK))
            self._lines.append((x, bottom + _SIZE * 0.6, x, bottom + _LEVEL * 0.6 - _SIZE * 0.7))
            return x
        # A label wider than what it holds takes room of its own.
        before = self.width
        below = [(self._place(child, level + 1), child) for child in node.children]
        missing = _width(node.label) + _GAP - (self.width - before)
        if missing > 0:
            self.width += missing
        x = (below[0][0] + below[-1][0]) / 2
        y = level * _LEVEL
        self._labels.append((x, y, node.label, QUIET))
        # Level bars and upright lines: slanting ones, to words at the bottom from any height, would cross each other.
        bar = y + _SIZE
        self._lines.append((x, y + _SIZE * 0.6, x, bar))
        self._lines.append((below[0][0], bar, below[-1][0], bar))
        for middle, child in below:
            end = self._deep * _LEVEL if child.word is not None else (level + 1) * _LEVEL
            self._lines.append((middle, bar, middle, end - _SIZE * 0.7))
        return x

    def put(self, axes: object, left: float, top: float) -> None:
        """Draw onto `axes`."""
        for x_1, y_1, x_2, y_2 in self._lines:
            axes.plot([left + x_1, left + x_2], [top + y_1, top + y_2], color=FRAME, linewidth=1.0, zorder=1)  # type: ignore[attr-defined]
        for x, y, text, colour in self._labels:
            axes.text(  # type: ignore[attr-defined]
                left + x, top + y, text, color=colour, fontsize=_SIZE, ha="center", va="center", zorder=2
            )


def _width(text: str) -> float:
    """Return how wide a text is, in points; at least one letter."""
    path = TextPath((0, 0), text.replace("$", r"\$") or "x", size=_SIZE, prop=FontProperties())
    return float(max(path.get_extents().width, _SIZE / 2))
