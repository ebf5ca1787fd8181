"""Translators compared: how they learn by the minute, and BLEU by the length of what they read."""

import math
from pathlib import Path

from babelix.views.classic.axes import bare
from babelix.views.drawing import HEAD_COLOURS, INK, canvas, save
from babelix.workflows.translation.compare.table import LONGEST, Compared


def draw_translation(found: Compared, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`."""
    figure = canvas(8.4, 3.6, layout="constrained")
    learning, lengths = figure.subplots(1, 2)
    places = range(len(LONGEST) + 1)
    for row, colour in zip(found.rows, HEAD_COLOURS, strict=False):
        minutes = [minute for minute, _ in row.curve]
        perplexity = [math.exp(loss) for _, loss in row.curve]
        learning.plot(
            minutes, perplexity, color=colour, marker="o", markersize=3, linewidth=1.2, label=row.name
        )
        lengths.plot(places, row.by_length, color=colour, marker="o", markersize=3, linewidth=1.2)
    learning.set_yscale("log")
    learning.set_xlabel("processor minutes", fontsize=8, color=INK)
    learning.set_title("perplexity of a subword, sentences held out", fontsize=9, color=INK)
    learning.legend(fontsize=7, frameon=False)
    words = [*(f"to {each}" for each in LONGEST), f"over {LONGEST[-1]}"]
    lengths.set_xticks(places, [f"{name}\n({many})" for name, many in zip(words, found.lengths, strict=True)])
    lengths.set_ylim(bottom=0)
    lengths.set_xlabel("words of the source (sentences)", fontsize=8, color=INK)
    lengths.set_title("BLEU by length", fontsize=9, color=INK)
    for each in (learning, lengths):
        bare(each)
    save(figure, path, dots=140)
