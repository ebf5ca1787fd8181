import pytest

from babelix.base.errors import RequestError
from babelix.classic.distance import CELLS
from babelix.workflows.classic import gradients
from babelix.workflows.classic.gradients import measure_gradients


@pytest.mark.slow
def test_all_that_is_measured(monkeypatch):
    monkeypatch.setattr(gradients, "LENGTHS", (2, 3, 5))
    found = measure_gradients(seeds=1, updates=1, distances=(2,))
    assert [each.cell for each in found.reaches] == list(CELLS) == [each.cell for each in found.recalled]
    assert all(each.ratios[0] == pytest.approx(1) and len(each.ratios) == 60 for each in found.reaches)
    assert all(0 <= each.accuracy[0] <= 1 for each in found.recalled)
    assert len(found.paces) == 3 * len(CELLS)


def test_numbers_that_are_too_small():
    with pytest.raises(RequestError, match="`seeds` 0: expected at least 1"):
        measure_gradients(seeds=0)
    with pytest.raises(RequestError, match="`distances` 1: expected 2 or more"):
        measure_gradients(distances=(5, 1))
