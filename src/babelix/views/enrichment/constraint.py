"""How much of elements is constrained, and how people differ in them: points with their intervals."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes

from babelix.enrichment.constraint.results import Constraint, Ratio
from babelix.views.drawing import HEAD_COLOURS, INK, QUIET, canvas, save


def draw_constraint(found: Constraint, path: str | Path) -> None:
    """Draw shares in constrained elements and, with variants, diversity, rare and derived alleles; PNG or SVG."""
    panels = bool(found.shares) + 3 * bool(found.diversity)
    rows = max(len(found.shares), len(found.diversity))
    across, down = (1, 1) if panels == 1 else (3, 1) if panels == 3 else (2, 2)
    figure = canvas(5 * across, (0.45 * rows + 1.2) * down, layout="constrained")
    axes = list(figure.subplots(down, across, squeeze=False).ravel())
    if found.shares:
        here, last = axes.pop(0), found.shares[-1].share.value
        names = [each.name for each in found.shares]
        _points(here, names, [each.share for each in found.shares], "share in constrained elements", 100, "%")
        if last is not None:
            here.axvline(100 * last, color=QUIET, lw=0.8, ls=":")
    sets = [each.name for each in found.diversity]
    for place, (title, of) in enumerate(
        (
            ("diversity, 2p(1 - p) a base", "diversity"),
            ("rare among SNVs that vary", "rare"),
            ("mean derived frequency", "derived"),
        ),
    ):
        if found.diversity:
            factor, unit = (1000, "in a thousand") if of == "diversity" else (100, "%")
            _points(axes[place], sets, [getattr(each, of) for each in found.diversity], title, factor, unit)
    save(figure, path)


def _points(
    axes: Axes, names: Sequence[str], ratios: Sequence[Ratio], title: str, factor: float, unit: str
) -> None:
    for row, ratio in enumerate(ratios):
        if ratio.value is None:
            continue
        axes.plot(factor * ratio.value, row, "o", color=HEAD_COLOURS[0], ms=6)
        if ratio.interval is not None:
            low, high = ratio.interval
            axes.plot(
                [factor * low, factor * high], [row, row], color=HEAD_COLOURS[0], lw=2, solid_capstyle="butt"
            )
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel(unit)
    axes.set_title(title, color=INK, loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=QUIET)
