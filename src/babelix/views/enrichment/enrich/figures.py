"""The figures of enrichment, those that there is something to draw for."""

from pathlib import Path

from babelix.enrichment.enrich.matrix import LEAST_OVERLAPS
from babelix.enrichment.enrich.results import Enrichment
from babelix.views.drawing import FORMS
from babelix.views.enrichment.enrich.bars import draw_bars
from babelix.views.enrichment.enrich.locus import draw_locus
from babelix.views.enrichment.enrich.matrix import draw_matrix
from babelix.views.enrichment.enrich.states import draw_states


def draw_enrichment(found: Enrichment, folder: Path) -> list[Path]:
    """Write cases beside controls, traits by annotations, states by cells and a locus, as PNG and SVG.

    Returns the files written.
    """
    wanted = {
        "controls": (draw_bars, True),
        "matrix": (draw_matrix, found.matrix is not None and found.matrix.reached(LEAST_OVERLAPS) > 0),
        "states": (draw_states, bool(found.states)),
    }
    written = []
    for name, (draw, there) in wanted.items():
        for form in FORMS if there else ():
            draw(found, folder / f"{name}.{form}")
            written.append(folder / f"{name}.{form}")
    if found.locus is not None:
        for form in FORMS:
            draw_locus(found.locus, folder / f"locus.{form}")
            written.append(folder / f"locus.{form}")
    return written
