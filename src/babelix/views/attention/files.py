"""Writes attention to a file: the ending says whether as a page or as a figure."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from babelix.base.errors import RequestError
from babelix.inspection.attention_map import AttentionSet
from babelix.inspection.choice import Choice

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from babelix.views.attention.page import Start

PAGE, FIGURES = ".html", (".png", ".svg")


def write_attention(sets: Sequence[AttentionSet], path: Path, choice: Choice | None = None) -> None:
    """Write a stand-alone page (.html) or a figure (.png, .svg) that opens with `choice`.

    Without one, both show the last layer averaged over its heads, cross attention where there is some. Raises
    `RequestError` on another ending.
    """
    check_ending(path)
    if path.suffix == PAGE:
        from babelix.views.attention.page import AttentionPage

        if not sets:
            raise RequestError("expected at least one text to make an attention page of, got none")
        first = sets[0].get("cross") or sets[0].maps[0]
        title = f"Attention of {first.model}" if first.model else "Attention"
        AttentionPage(sets, title, _start(sets, choice or Choice(first.kind))).write(path)
    else:
        from babelix.views.attention.figure import write_figure
        from babelix.views.drawing import save

        if choice is None:
            write_figure(sets, path)
        else:
            save(draw(sets, choice), path)


def check_ending(path: Path) -> None:
    """Raise `RequestError` when `path` ends in none of .html, .png and .svg."""
    if path.suffix not in (PAGE, *FIGURES):
        raise RequestError(f"{path} ends in {path.suffix or 'nothing'!r}; expected .html, .png or .svg")


def draw(sets: Sequence[AttentionSet], choice: Choice) -> "Figure":
    """Return the figure of a choice: one word's lines, heads beside each other, or the average of a layer."""
    from babelix.views.attention.figure import average_figure, heat_figure, word_figure

    if choice.heads:
        return heat_figure(sets, choice.kind, choice.heads)
    if choice.rows:
        if choice.head is not None and not choice.all_heads:
            sets = [_one_head(text, choice) for text in sets]
        return word_figure(sets, choice.kind, _layer(sets, choice), [row[0] for row in choice.rows])
    if choice.head is not None:
        return heat_figure(sets, choice.kind, [(_layer(sets, choice), choice.head)])
    return average_figure(sets, choice.kind, choice.layer)


def _one_head(text: AttentionSet, choice: Choice) -> AttentionSet:
    one = text.get(choice.kind)
    assert one is not None
    assert choice.head is not None
    return AttentionSet((one.select(None, [choice.head]),), title=text.title)


def _layer(sets: Sequence[AttentionSet], choice: Choice) -> int:
    one = sets[0].get(choice.kind)
    assert one is not None, "a choice is checked against its texts when it is made"
    return one.layer_numbers[-1] if choice.layer is None else choice.layer


def _start(sets: Sequence[AttentionSet], choice: Choice) -> "Start":
    """Return what the page opens with: what the figure of the same choice draws."""
    from babelix.views.attention.page import Start

    return Start(
        kind=choice.kind,
        view="head" if choice.head is not None else "all" if choice.rows else "average",
        drawing="lines" if choice.rows else "heat" if choice.heads or choice.kind == "cross" else None,
        layer=_layer(sets, choice),
        head=choice.head,
        token=choice.rows[0][0] if choice.rows else None,
    )
