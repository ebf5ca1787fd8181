"""Letters stretched to a height: what every logo is drawn with."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath

from babelix.genome.motifs.letters import Letter

# Told apart without red against green: after Okabe and Ito.
COLOURS = {"A": "#009e73", "C": "#0072b2", "G": "#e69f00", "T": "#d55e00"}
_WIDTH = 0.94
_PALE = 0.55


def draw_letters(axes: Axes, letters: Sequence[Letter], first: float = 0.0) -> None:
    """Draw stacked letters, that of place 0 centered on `first`; each fills its place from floor to ceiling."""
    for letter, colour in COLOURS.items():
        for below in (False, True):
            own = [each for each in letters if each.letter == letter and each.below == below]
            if not own:
                continue
            outline = Outline.make_compound_path(*(_stretched(each, first) for each in own))
            alpha = _PALE if below else 1.0
            axes.add_patch(PathPatch(outline, facecolor=colour, edgecolor="none", alpha=alpha))


def _stretched(letter: Letter, first: float) -> Outline:
    outline = _outline(letter.letter)
    size = np.array([_WIDTH, letter.ceiling - letter.floor])
    corner = np.array([first + letter.place - _WIDTH / 2, letter.floor])
    return Outline(np.asarray(outline.vertices) * size + corner, outline.codes)


@cache
def _outline(letter: str) -> Outline:
    """Return a letter's outline, filling the square from 0 to 1."""
    path = TextPath((0, 0), letter, size=1, prop=FontProperties(family="DejaVu Sans", weight="bold"))
    low, high = np.asarray(path.get_extents().get_points())
    # A closing point counts for nothing and may lie outside.
    vertices = (np.asarray(path.vertices) - low) / (high - low)
    return Outline(vertices.clip(0, 1), path.codes)
