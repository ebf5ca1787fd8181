"""The lecture's figure of what a net reads: words, their numbers, one-hot rows, embeddings."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from babelix.views.drawing import FRAME, INK, QUIET, WEIGHTS, canvas, save
from babelix.workflows.classic.next_word.steps import Steps

WORDS = 24
"""Words that a figure has rows for: the first of a text."""
_COLUMNS, _WIDTH = 28, 32


def draw_steps(found: Steps, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`: a row for each of the first `WORDS` words.

    Its title says of how many words, columns and numbers these are, where not all are drawn.
    """
    count = min(len(found.words), WORDS)
    labels = [f"{w}  {n}" for w, n in zip(found.words[:count], found.numbers[:count], strict=True)]
    shown = columns(found, count)
    width = min(found.E.shape[1], _WIDTH)
    figure = canvas(2.6 + 0.3 * len(shown) + 0.22 * width, 1.6 + 0.28 * count, layout="constrained")
    left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [0.3 * len(shown), 0.22 * width]})
    left.imshow(found.one_hot[:count][:, shown], cmap=WEIGHTS, vmin=0, vmax=1, aspect="auto")
    left.set_yticks(range(count), labels)
    left.set_xticks(range(len(shown)), [f"{each}" for each in shown], rotation=90)
    part = "" if count == len(found.words) else f"\nthe first {count} of {len(found.words):,} words"
    if len(shown) < len(found.vocabulary):
        part += f"{', ' if part else chr(10)}{len(shown)} of {len(found.vocabulary):,} columns"
    left.set_title(f"number and one-hot row{part}", fontsize=9, color=INK)
    largest = float(np.abs(found.embeddings[:count, :width]).max()) or 1.0
    right.imshow(found.embeddings[:count, :width], cmap="RdBu_r", vmin=-largest, vmax=largest, aspect="auto")
    right.set_yticks([])
    right.set_xticks([])
    whose = "drawn at random" if found.model is None else f"learned by {found.model}"
    many = "" if width == found.E.shape[1] else f", {width} of {found.E.shape[1]} numbers"
    right.set_title(f"embedding{many}\n{whose}", fontsize=9, color=INK)
    for axes in (left, right):
        _quiet(axes)
    save(figure, path, dots=140)


def columns(found: Steps, count: int) -> list[int]:
    """Return the columns to draw: all of a small vocabulary, else those of the first `count` words, in order."""
    if len(found.vocabulary) <= _COLUMNS:
        return list(range(len(found.vocabulary)))
    return sorted(set(found.numbers[:count]))


def _quiet(axes: Axes) -> None:
    axes.tick_params(labelsize=7, colors=QUIET, length=0)
    for side in axes.spines.values():
        side.set_color(FRAME)
