"""What one word attends to, drawn as lines to every key and squares beside it, a colour for each head."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float32
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from babelix.inspection.attention_map import AttentionMap
from babelix.views.attention.labels import labels
from babelix.views.drawing import CHOSEN, HEAD_COLOURS, INK, QUIET

_LEAST_WEIGHT = 0.005  # What is less could not be seen.
_SQUARE = 0.055  # Width of the square of one head, where the lines are 1 wide.
_STRANDS = 0.6  # What the lines of all heads may fill of a row.


def draw_word(axis: Axes, attention: AttentionMap, token: int, rows: int) -> None:
    """Draw lines from one query to every key, a colour and a path for each head; `rows` is how many tokens fit."""
    queries, keys = labels(attention.queries), labels(attention.keys)
    squares = 1.14 + 0.06 * max(len(label) for label in keys)
    right = squares + _SQUARE * attention.heads
    axis.set(xlim=(-1.0, max(2.0, right)), ylim=(rows - 0.4, -0.9))
    axis.axis("off")
    axis.add_patch(Rectangle((-1, token - 0.45), 0.97, 0.9, color=CHOSEN, linewidth=0))
    style: dict[str, Any] = {"va": "center", "fontsize": 9, "color": INK, "parse_math": False}
    for place, label in enumerate(queries):
        axis.text(-0.06, place, label, ha="right", weight="bold" if place == token else "normal", **style)
    for place, label in enumerate(keys):
        axis.text(1.06, place, label, ha="left", **style)
    for head, weights in enumerate(attention.weights[0]):
        colour = HEAD_COLOURS[head % len(HEAD_COLOURS)]
        # Lines of several heads run beside each other: on one path the last would paint over the others.
        beside = _STRANDS * ((head + 0.5) / attention.heads - 0.5)
        _draw_head(axis, weights[token], token, colour, squares + _SQUARE * head, beside)
    if attention.heads > 1:
        _number_heads(axis, attention.head_numbers, squares)


def _number_heads(axis: Axes, numbers: Sequence[int], left: float) -> None:
    """Write the heads' numbers above their squares, every second one where they have two digits."""
    for head in range(0, len(numbers), 1 if len(numbers) <= 10 else 2):
        place = left + _SQUARE * (head + 0.5)
        axis.text(place, -0.62, f"{numbers[head]}", ha="center", va="center", fontsize=6, color=QUIET)


def _draw_head(
    axis: Axes, row: Float32[np.ndarray, " keys"], token: int, colour: str, left: float, beside: float
) -> None:
    across = np.linspace(0, 1, 33)
    bend = across**2 * (3 - 2 * across)
    for place, weight in enumerate(row):
        if weight < _LEAST_WEIGHT:
            continue
        opacity = min(1.0, float(np.sqrt(weight)))
        line = token + beside + (place - token) * bend
        axis.plot(across, line, color=colour, alpha=opacity, linewidth=1.2)
        square = Rectangle(
            (left, place - 0.36), _SQUARE - 0.007, 0.72, color=colour, alpha=opacity, linewidth=0
        )
        axis.add_patch(square)
