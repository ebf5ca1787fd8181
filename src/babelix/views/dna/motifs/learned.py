"""What the motif task learned, as figures: principal axes, matrices, filters beside known motifs, attention."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from babelix.genome.motifs.letters import bits, heights, stack
from babelix.views.dna.motifs.letters import draw_letters
from babelix.views.dna.motifs.logo import draw_logos, draw_matches
from babelix.views.drawing import FRAME, HEAD_COLOURS, INK, QUIET, WEIGHTS, canvas, save
from babelix.workflows.dna.motifs.learning.results import Learned
from babelix.workflows.dna.motifs.logo import Logos, shown

FILTERS = 8
"""The strongest filters, as many as a figure shows with their nearest motifs."""


def draw_learned(found: Learned, folder: Path, dots: int = 150) -> list[Path]:
    """Write the four figures into `folder`, PNG each, and return their paths."""
    paths = [folder / f"{name}.png" for name in ("pca", "matrices", "filters", "attention")]
    _draw_spaces(found, paths[0], dots)
    draw_logos(
        Logos(str(found.task.paths[0].name), shown(found.matrices), len(found.matrices)), paths[1], dots
    )
    draw_matches(found.filters.first(FILTERS), paths[2], dots)
    _draw_attention(found, paths[3], dots)
    return paths


def _draw_spaces(found: Learned, path: Path, dots: int) -> None:
    count = len(found.spaces)
    figure = canvas(3.1 * count, 3.5, layout="constrained")
    for axes, space in zip(figure.subplots(1, count, squeeze=False)[0], found.spaces, strict=True):
        for at, factor in enumerate(found.task.factors):
            own = space.places[found.task.test.labels == at]
            colour = HEAD_COLOURS[at % len(HEAD_COLOURS)]
            axes.scatter(own[:, 0], own[:, 1], s=7, color=colour, linewidths=0, alpha=0.7, label=factor)
        axes.set_title(space.name, fontsize=9, color=INK, loc="left")
        axes.set_xlabel("first principal axis", fontsize=7, color=QUIET)
        _bare(axes)
    figure.axes[0].set_ylabel("second", fontsize=7, color=QUIET)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside lower center", ncols=min(len(labels), 12), fontsize=8, frameon=False
    )
    save(figure, path, dots)


def _draw_attention(found: Learned, path: Path, dots: int) -> None:
    """Draw for each factor its matrix, and below it what each head attends to on the mean over all places."""
    factors, heads, length, _ = found.attention.shape
    figure = canvas(2.6 * factors + 0.6, 1.3 + 0.42 * heads + 0.4, layout="constrained")
    panels = figure.subplots(2, factors, squeeze=False, gridspec_kw={"height_ratios": [1.6, 0.5 * heads]})
    received = found.attention.mean(2)
    for at, motif in enumerate(found.matrices):
        above, below = panels[0, at], panels[1, at]
        draw_letters(above, stack(heights(motif.probabilities)), 1)
        above.set_xlim(0.5, length + 0.5)
        above.set_ylim(0, 2)
        above.set_title(f"{motif.name}   {bits(motif):.1f} bits", fontsize=8, color=INK, loc="left")
        extent = (0.5, length + 0.5, heads + 0.5, 0.5)
        image = below.imshow(
            received[at], cmap=WEIGHTS, vmin=0, vmax=float(received.max()), aspect="auto", extent=extent
        )
        below.set_yticks(np.arange(1, heads + 1), [f"head {number}" for number in range(1, heads + 1)])
        if at:
            below.set_yticklabels([])
        for axes in (above, below):
            _bare(axes)
    figure.colorbar(image, ax=panels[1, :].tolist(), pad=0.01, aspect=8).ax.tick_params(labelsize=6)
    title = f"attention received by each place, mean over the sites tested (even: {1 / length:.3f})"
    figure.suptitle(title, fontsize=9, color=INK, x=0.01, ha="left")
    save(figure, path, dots, words=False)


def _bare(axes: Axes) -> None:
    for side in axes.spines.values():
        side.set_color(FRAME)
    axes.tick_params(labelsize=6, colors=QUIET)
