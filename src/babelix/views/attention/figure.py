"""Attention drawn for paper, without a browser: what one word attends to, and heat maps in a row."""

import textwrap
import unicodedata
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from jaxtyping import Float32
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Rectangle

from babelix.base.errors import RequestError
from babelix.base.files import atomic
from babelix.inspection.attention_map import AttentionMap, AttentionSet, Kind
from babelix.inspection.statistics import head_average

# The light palette of the attention page (views/attention/page/viewer.css).
HEAD_COLOURS = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#4a9fd8"),
    *("#332288", "#882255", "#117733", "#aa4499", "#666666", "#44aa99"),
)
SCALE = LinearSegmentedColormap.from_list(
    "attention", ["#ffffff", "#c9dcef", "#6aa5d6", "#1f66ad", "#07264d"]
)
INK, QUIET, CHOSEN = "#16202c", "#556070", "#ffe9b0"

_READING = "rows attend to columns, colour by the square root of the weight"
_MOST_TOKENS = 120  # More could not be read on paper.
_LONGEST_LABEL = 18  # Characters.
_LEAST_WEIGHT = 0.005  # What is less could not be seen.
_ROW = 0.235  # Inches a token takes.
_LETTERS = 12.5  # Of a caption, in an inch.
_SQUARE = 0.055  # Width of the square of one head, where the lines are 1 wide.
_STRANDS = 0.6  # What the lines of all heads may fill of a row.


def word_figure(texts: Sequence[AttentionSet], kind: Kind, layer: int, tokens: Sequence[int]) -> Figure:
    """Return the view of one word in each of `texts`, side by side: lines to every key, a colour for each head.

    `tokens` holds the index of the chosen query of each text, `layer` is the model's own number. Lines and
    squares grow opaque with the square root of the weight; the squares stand in the order of the heads, so that
    none is known by colour alone. Raises `RequestError` for attention, a layer or a token that a text lacks.
    """
    maps = _maps(texts, kind, [layer], None)
    if len(tokens) != len(maps):
        raise RequestError(f"expected one chosen token for each of {len(maps)} texts, got {len(tokens)}")
    rows = max(max(len(one.queries), len(one.keys)) for one in maps)
    figure, axes = _figure(len(maps), 4.6 * len(maps), _ROW * rows + 1.0)
    for axis, text, one, token in zip(axes, texts, maps, tokens, strict=True):
        if not 0 <= token < len(one.queries):
            raise RequestError(
                f"{text.title or 'a text'}: expected a token from 0 to {len(one.queries) - 1}, got {token}"
            )
        _draw_word(axis, one, token, rows)
        axis.set_title(_wrapped(text.title, 46), fontsize=10, color=INK, parse_math=False)
    numbers = maps[0].head_numbers
    _put_caption(
        figure,
        maps[0],
        f"layer {layer}, {f'all {len(numbers)} heads' if numbers[1:] else f'head {numbers[0]}'}",
    )
    return figure


def heat_figure(texts: Sequence[AttentionSet], kind: Kind, heads: Sequence[tuple[int, int]]) -> Figure:
    """Return heat maps: a row for each of `texts`, a column for each (layer, head) of `heads`.

    Layers and heads carry the model's own numbers. One colour scale serves all, its place going with the square
    root of the weight. Raises `RequestError` for attention or a head that a text does not have.
    """
    if not heads:
        raise RequestError("expected at least one (layer, head) to draw, got none")
    columns = [(f"layer {layer}, head {head}", _maps(texts, kind, [layer], [head])) for layer, head in heads]
    return _grid(texts, columns, f"one head each, {_READING}")


def average_figure(texts: Sequence[AttentionSet], kind: Kind, layer: int | None = None) -> Figure:
    """Return a heat map of the mean over the heads of one layer (the last when None) for each of `texts`."""
    whole = _maps(texts, kind, None, None)
    number = whole[0].layer_numbers[-1] if layer is None else layer
    chosen = [one.select([number]) for one in whole]
    maps = [replace(one, weights=head_average(one)[:, None], head_numbers=()) for one in chosen]
    column = (f"layer {number}, average of {chosen[0].heads} heads", maps)
    return _grid(texts, [column], _READING)


def _grid(
    texts: Sequence[AttentionSet], columns: list[tuple[str, list[AttentionMap]]], caption: str
) -> Figure:
    """Draw a row for each text and a column for each of `columns`: its name and one head of each text."""
    wide = len(columns)
    size = [
        max(2.6, 1.1 + 0.19 * max(map(len, sides)))
        for sides in ([one.keys for one in columns[0][1]], [one.queries for one in columns[0][1]])
    ]
    # A single column would be a tower: its texts stand side by side.
    rows = 1 if wide == 1 else len(texts)
    across = len(texts) if wide == 1 else wide
    figure, axes = _figure(rows * across, size[0] * across + 0.6, (size[1] + 0.5) * rows, rows)
    for row, text in enumerate(texts):
        for column, (title, maps) in enumerate(columns):
            axis = axes[row * wide + column]
            image = _draw_heat(axis, maps[row])
            head = (
                f"{_wrapped(text.title, int(13 * size[0]))}\n{title}" if wide == 1 and text.title else title
            )
            axis.set_title(head, fontsize=9, color=INK, parse_math=False)
        if wide > 1:
            axes[row * wide].set_ylabel(_wrapped(text.title, 40), fontsize=8, color=QUIET, parse_math=False)
    bar = figure.colorbar(image, ax=axes, shrink=0.5, pad=0.01, ticks=[0, 0.1, 0.25, 0.5, 1])
    bar.set_label("weight", fontsize=8, color=INK)
    bar.ax.tick_params(labelsize=7, labelcolor=INK)
    _put_caption(figure, columns[0][1][0], caption)
    return figure


def write_figure(texts: Sequence[AttentionSet], path: str | Path) -> None:
    """Write the one picture that says most about `texts` when nothing else was asked for, as PNG or SVG.

    That is the last layer's attention, averaged over heads: of a translation to its source where there is one, of
    the first kind of the first text otherwise.
    """
    if not texts:
        raise RequestError("expected at least one text to draw, got none")
    kind: Kind = "cross" if texts[0].get("cross") else texts[0].maps[0].kind
    save_figure(average_figure(texts, kind), path)


def save_figure(figure: Figure, path: str | Path) -> None:
    """Write `figure` as PNG or SVG, as the ending of `path` says, whole or not at all.

    The same figure gives the same bytes; words in an SVG stay words. Raises `RequestError` for another ending.
    """
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in ("png", "svg"):
        raise RequestError(f"expected a figure's file to end in .png or .svg, got {Path(path).name!r}")
    metadata = {"Date": None} if form == "svg" else {"Software": None}
    style = {"svg.fonttype": "none", "svg.hashsalt": "babelix"}
    with mpl.rc_context(style), warnings.catch_warnings(), atomic(path) as temporary:
        # A letter that the font lacks becomes a box in a PNG, which says it; an SVG leaves letters to its reader.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from")
        figure.savefig(temporary, format=form, dpi=200, metadata=metadata)


def shown(token: str) -> str:
    """Return a token as print can show it: signs for line ends, what is invisible and a token of spaces only.

    The one space that says where a word begins is left out: words in a column stand under each other.
    """
    token = token[1:] if token[:1] == " " and token[1:].strip() else token
    if not token.strip(" "):
        return "␣" * len(token) or "∅"
    named = {"\n": "⏎", "\t": "⇥"}
    signs = [named.get(sign) or ("�" if unicodedata.category(sign)[0] == "C" else sign) for sign in token]
    return ("◌" if unicodedata.combining(token[0]) else "") + "".join(signs)


def _maps(
    texts: Sequence[AttentionSet], kind: Kind, layers: list[int] | None, heads: list[int] | None
) -> list[AttentionMap]:
    if not texts:
        raise RequestError("expected at least one text to draw, got none")
    chosen = []
    for text in texts:
        one = text.get(kind)
        if one is None:
            raise RequestError(f"{text.title or 'a text'} has no {kind} attention")
        longest = max(len(one.queries), len(one.keys))
        if longest > _MOST_TOKENS:
            raise RequestError(
                f"{text.title or 'a text'}: {longest} tokens are more than a figure can hold ({_MOST_TOKENS}); "
                "use the attention page"
            )
        chosen.append(one.select(layers, heads))
    return chosen


def _figure(count: int, width: float, height: float, rows: int = 1) -> tuple[Figure, list[Axes]]:
    layout = ConstrainedLayoutEngine(wspace=0.05, hspace=0.05)
    figure = Figure(figsize=(width, height), facecolor="white", layout=layout)
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, count // rows, squeeze=False)
    return figure, list(axes.ravel())


def _put_caption(figure: Figure, attention: AttentionMap, what: str) -> None:
    parts = (attention.model, f"{attention.kind} attention", what, attention.note)
    wide = int(_LETTERS * figure.get_figwidth())
    caption = _wrapped(", ".join(part for part in parts if part), wide)
    figure.supxlabel(caption, fontsize=8, color=QUIET, parse_math=False)


def _wrapped(title: str, width: int) -> str:
    return "\n".join(textwrap.wrap(shown(title), width))


def _labels(tokens: Sequence[str]) -> list[str]:
    labels = [shown(token) for token in tokens]
    return [one if len(one) <= _LONGEST_LABEL else one[: _LONGEST_LABEL - 1] + "…" for one in labels]


def _draw_word(axis: Axes, attention: AttentionMap, token: int, rows: int) -> None:
    queries, keys = _labels(attention.queries), _labels(attention.keys)
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


def _draw_heat(axis: Axes, attention: AttentionMap) -> AxesImage:
    weights, colour = attention.weights[0, 0], PowerNorm(0.5, 0, 1)
    image = axis.imshow(weights, cmap=SCALE, norm=colour, interpolation="nearest", aspect="equal")
    style: dict[str, Any] = {"fontsize": 7, "parse_math": False}
    axis.set_xticks(range(len(attention.keys)), _labels(attention.keys), rotation=90, **style)
    axis.set_yticks(range(len(attention.queries)), _labels(attention.queries), **style)
    axis.tick_params(length=0, labelcolor=INK)
    for side in axis.spines.values():
        side.set_color("#d5dae1")
    return image
