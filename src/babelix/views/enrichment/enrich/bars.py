"""Cases beside sets of controls: a red bar, grey bars, and a box of matched draws (figure 10a of ENCODE 2012)."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from babelix.enrichment.enrich.results import Enriched, Enrichment
from babelix.views.drawing import FRAME, INK, QUIET, canvas, save
from babelix.views.enrichment.enrich.names import short

CASES, CONTROLS = "#c0282d", "#9aa6b2"
_MOST = 4


def draw_bars(found: Enrichment, path: str | Path) -> None:
    """Write the share of cases in the union of all annotations and in those of the smallest P, beside controls."""
    shown = _shown(found)
    names = dict(zip(found.every(), short([each.name for each in found.annotations]), strict=False))
    sets = 2 + len(found.controls)
    figure = canvas(max(4.2, len(shown) * (0.9 + 0.42 * sets)), 3.4, layout="constrained")
    for number, (place, each) in enumerate(shown):
        axes = figure.add_subplot(1, len(shown), number + 1)
        _panel(axes, found, place, each)
        axes.set_title(f"{names.get(each, 'any of them')}\n{_chances(each)}", fontsize=8, color=INK)
        if not number:
            axes.set_ylabel("% of SNPs in elements", fontsize=8, color=INK)
    save(figure, path)


def _shown(found: Enrichment) -> list[tuple[int, Enriched]]:
    """Return the union first, then the annotations of the smallest P, with their places among all."""
    every = list(enumerate(found.every()))
    first = [each for each in every if each[1] is found.union]
    others = sorted(
        (each for each in every if each[1] is not found.union),
        key=lambda each: 1.0 if each[1].p_exact is None else each[1].p_exact,
    )
    return (first + others)[:_MOST]


def _panel(axes: Axes, found: Enrichment, place: int, each: Enriched) -> None:
    loci = "loci" if found.all_cases else "cases"
    names, shares = [f"{loci} ({each.cases:,})"], [100 * each.observed / each.cases]
    if found.all_cases:
        whole = found.all_cases[place]
        names.append(f"all cases ({whole.cases:,})")
        shares.append(100 * whole.observed / whole.cases)
    reds = len(names)
    for control in found.controls:
        names.append(f"{control.name} ({control.snps:,})")
        shares.append(100 * control.inside[place] / max(control.snps, 1))
    colours = [CASES] * reds + [CONTROLS] * (len(names) - reds)
    bars = axes.bar(range(len(names)), shares, color=colours, width=0.72)
    for bar in bars[1:reds]:
        bar.set_alpha(0.45)
    if each.drawn:
        names.append(f"matched draws ({len(each.drawn):,})")
        axes.boxplot(
            [100 * np.array(each.drawn) / each.cases],
            positions=[len(names) - 1],
            widths=0.6,
            whis=1.5,
            medianprops={"color": INK},
            flierprops={"marker": ".", "markersize": 3, "markeredgecolor": QUIET},
        )
        axes.axhline(shares[0], color=CASES, lw=0.7, ls=":")
    axes.set_xticks(range(len(names)), names, rotation=35, ha="right", fontsize=7)
    axes.set_ylim(0)
    axes.tick_params(axis="y", labelsize=7, colors=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(FRAME)


def _chances(each: Enriched) -> str:
    told = [
        f"{name} P {value:.2g}"
        for name, value in (("exact", each.p_exact), ("shifted", each.p_shifted))
        if value is not None
    ]
    return ", ".join(told)
