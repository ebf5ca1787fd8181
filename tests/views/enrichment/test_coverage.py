from dataclasses import replace

import pytest

from babelix.views.enrichment.coverage import draw_coverage


@pytest.mark.usefixtures("unpainted")
def test_what_there_is_to_draw(found, tmp_path):
    assert [path.name for path in draw_coverage(found, tmp_path)] == [
        "saturation.png", "saturation.svg", "upset.png", "upset.svg", "matrix.png", "matrix.svg",
    ]  # fmt: skip
    bare = replace(found, curves=(), thresholds=(), matrix=None)
    assert [path.name for path in draw_coverage(bare, tmp_path)] == ["upset.png", "upset.svg"]
