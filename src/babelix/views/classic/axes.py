"""How axes look in the pictures of this subject."""

from matplotlib.axes import Axes

from babelix.views.drawing import FRAME, QUIET


def bare(axes: Axes) -> None:
    """Take away the frame's upper and right side, and quiet the rest."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(FRAME)
    axes.tick_params(labelsize=7, colors=QUIET)
