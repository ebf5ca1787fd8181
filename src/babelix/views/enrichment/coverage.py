"""The figures of coverage, those that there is something to draw for."""

from pathlib import Path

from babelix.enrichment.coverage.results import Coverage
from babelix.views.drawing import FORMS
from babelix.views.enrichment.matrix import draw_matrix
from babelix.views.enrichment.saturation import draw_saturation
from babelix.views.enrichment.upset import draw_upset


def draw_coverage(found: Coverage, folder: Path) -> list[Path]:
    """Write saturation, UpSet and matrix into a folder, as PNG and SVG; return what was written."""
    wanted = {
        "saturation": (draw_saturation, bool(found.curves or found.thresholds)),
        "upset": (draw_upset, len(found.patterns.names) > 1),
        "matrix": (draw_matrix, found.matrix is not None),
    }
    written = []
    for name, (draw, there) in wanted.items():
        for form in FORMS if there else ():
            draw(found, folder / f"{name}.{form}")
            written.append(folder / f"{name}.{form}")
    return written
