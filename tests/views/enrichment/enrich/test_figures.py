from dataclasses import replace

import pytest

from babelix.views.enrichment.enrich.figures import draw_enrichment


@pytest.mark.slow
def test_what_there_is_something_to_draw_for(found, tmp_path):
    written = draw_enrichment(replace(found, matrix=None), tmp_path)
    assert [path.name for path in written] == ["controls.png", "controls.svg"]
    assert all(path.stat().st_size for path in written)
