"""The window curve: perplexity against words looked back on, and how many contexts were never seen."""

from pathlib import Path

from babelix.views.classic.axes import bare
from babelix.views.drawing import HEAD_COLOURS, INK, canvas, save
from babelix.workflows.classic.next_word.window import Windows


def draw_windows(found: Windows, path: str | Path) -> None:
    """Write the figure, PNG or SVG by the ending of `path`."""
    places = [each.window for each in found.windows]
    figure = canvas(8.4, 3.4, layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(
        places, [each.n_gram_perplexity for each in found.windows], color=HEAD_COLOURS[0], marker="o", markersize=3,
        linewidth=1.1, label="n-grams, Kneser-Ney",
    )  # fmt: skip
    nets = [(each.window, each.net_perplexity) for each in found.windows if each.net_perplexity is not None]
    if nets:
        left.plot(
            *zip(*nets, strict=True), color=HEAD_COLOURS[1], marker="o", markersize=3, linewidth=1.1,
            label="fixed-context net",
        )  # fmt: skip
    left.set_title("perplexity of words tested on", fontsize=9, color=INK)
    left.legend(fontsize=7, frameon=False)
    right.plot(
        places, [100 * each.unseen for each in found.windows], color=HEAD_COLOURS[3], marker="o", markersize=3,
        linewidth=1.1,
    )  # fmt: skip
    right.set_ylim(0, 100)
    right.set_title("contexts no training sentence has, %", fontsize=9, color=INK)
    for axes in (left, right):
        bare(axes)
        axes.set_xticks(places)
        axes.set_xlabel("words looked back on", fontsize=8, color=INK)
    title = f"{found.text}: {found.train:,} words trained on, {found.test:,} tested on"
    figure.suptitle(title, fontsize=10, color=INK, x=0.01, ha="left")
    save(figure, path, dots=140)
