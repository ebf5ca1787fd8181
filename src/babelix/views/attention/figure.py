"""Attention drawn for paper, without a browser: what one word attends to, and heat maps in a row."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.layout_engine import ConstrainedLayoutEngine

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionMap, AttentionSet, Kind
from babelix.inspection.statistics import head_average
from babelix.views.attention.labels import labels, note_beside_model, wrapped
from babelix.views.attention.lines import draw_word
from babelix.views.drawing import FRAME, INK, QUIET, WEIGHTS, canvas, save

_READING = "rows attend to columns, colour by the square root of the weight"
_MOST_TOKENS = 120  # More could not be read on paper.
_ROW = 0.235  # Inches a token takes.
_LETTERS = 12.5  # Of a caption, in an inch.
_WEAK = 0.25  # Maps whose largest weight is below are coloured up to that.


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
    figure, axes = _axes(len(maps), 4.6 * len(maps), _ROW * rows + 1.0)
    for axis, text, one, token in zip(axes, texts, maps, tokens, strict=True):
        if not 0 <= token < len(one.queries):
            raise RequestError(
                f"{text.title or 'a text'}: expected a token from 0 to {len(one.queries) - 1}, got {token}"
            )
        draw_word(axis, one, token, rows)
        axis.set_title(wrapped(text.title, 46), fontsize=10, color=INK, parse_math=False)
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
    root of the weight; it ends at 1, or at the largest weight where that is below a quarter. Raises
    `RequestError` for attention or a head that a text does not have.
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
    strongest = _strongest([one for _, maps in columns for one in maps])
    size = [
        max(2.6, 1.1 + 0.19 * max(map(len, sides)))
        for sides in ([one.keys for one in columns[0][1]], [one.queries for one in columns[0][1]])
    ]
    # A single column would be a tower: its texts stand side by side.
    rows = 1 if wide == 1 else len(texts)
    across = len(texts) if wide == 1 else wide
    figure, axes = _axes(rows * across, size[0] * across + 0.6, (size[1] + 0.5) * rows, rows)
    for row, text in enumerate(texts):
        for column, (title, maps) in enumerate(columns):
            axis = axes[row * wide + column]
            image = _draw_heat(axis, maps[row], strongest)
            head = f"{wrapped(text.title, int(13 * size[0]))}\n{title}" if wide == 1 and text.title else title
            axis.set_title(head, fontsize=9, color=INK, parse_math=False)
        if wide > 1:
            axes[row * wide].set_ylabel(wrapped(text.title, 40), fontsize=8, color=QUIET, parse_math=False)
    ticks = [part * strongest for part in (0, 0.1, 0.25, 0.5, 1)]
    form = None if strongest == 1 else "%.2g"
    bar = figure.colorbar(image, ax=axes, shrink=0.5, pad=0.01, ticks=ticks, format=form)
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
    save(average_figure(texts, kind), path)


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


def _axes(count: int, width: float, height: float, rows: int = 1) -> tuple[Figure, list[Axes]]:
    layout = ConstrainedLayoutEngine(wspace=0.05, hspace=0.05)
    figure = canvas(width, height, facecolor="white", layout=layout)
    axes = figure.subplots(rows, count // rows, squeeze=False)
    return figure, list(axes.ravel())


def _put_caption(figure: Figure, attention: AttentionMap, what: str) -> None:
    parts = (attention.model, f"{attention.kind} attention", what, note_beside_model(attention))
    wide = int(_LETTERS * figure.get_figwidth())
    caption = wrapped(", ".join(part for part in parts if part), wide)
    figure.supxlabel(caption, fontsize=8, color=QUIET, parse_math=False)


def _strongest(maps: Sequence[AttentionMap]) -> float:
    """Return the weight of the darkest colour: 1, unless none of `maps` comes near.

    A row of a hundred bins may hold nothing above a hundredth, and would be as white as paper.
    """
    most = max(float(one.weights.max()) for one in maps)
    return most if 0 < most < _WEAK else 1.0


def _draw_heat(axis: Axes, attention: AttentionMap, strongest: float) -> AxesImage:
    weights, colour = attention.weights[0, 0], PowerNorm(0.5, 0, strongest)
    image = axis.imshow(weights, cmap=WEIGHTS, norm=colour, interpolation="nearest", aspect="equal")
    style: dict[str, Any] = {"fontsize": 7, "parse_math": False}
    axis.set_xticks(range(len(attention.keys)), labels(attention.keys), rotation=90, **style)
    axis.set_yticks(range(len(attention.queries)), labels(attention.queries), **style)
    axis.tick_params(length=0, labelcolor=INK)
    for side in axis.spines.values():
        side.set_color(FRAME)
    return image
