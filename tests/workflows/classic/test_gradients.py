import pytest
import torch

from babelix.base.errors import RequestError
from babelix.classic.distance import CELLS
from babelix.classic.recall import Pace
from babelix.workflows.classic import gradients
from babelix.workflows.classic.gradients import measure_gradients


@pytest.mark.slow
def test_all_that_is_measured(monkeypatch):
    monkeypatch.setattr(gradients, "LENGTHS", (2, 3, 5))
    monkeypatch.setattr(gradients, "LEARNED_SEEDS", (1,))
    found = measure_gradients(seeds=1, updates=1, distances=(2,), trained=True)
    assert [each.cell for each in found.reaches] == list(CELLS) == [each.cell for each in found.recalled]
    assert all(each.ratios[0] == pytest.approx(1) and len(each.ratios) == 60 for each in found.reaches)
    assert all(0 <= each.accuracy[0] <= 1 for each in found.recalled)
    assert len(found.paces) == 3 * len(CELLS)
    assert [each.cell for each in found.learned] == list(CELLS)
    # One update changes little, but something.
    for each in found.learned:
        assert each.ratios == pytest.approx(each.before, rel=0.5)
        assert each.ratios != each.before


@pytest.mark.slow
def test_what_was_learned_no_longer_fades(monkeypatch):
    monkeypatch.setattr(gradients, "CELLS", {"LSTM": CELLS["LSTM"]})
    monkeypatch.setattr(gradients, "LEARNED_AT", 3)
    monkeypatch.setattr(gradients, "LEARNED_SEEDS", (1,))
    (found,) = measure_gradients(1, 150, recall=False, speed=False, trained=True).learned
    assert found.accuracy > 0.9
    assert found.ratios[3] > 2 * found.before[3]
    assert found.ratios[20] > 100 * found.before[20]


def test_all_of_it_is_on_the_device_asked_for(monkeypatch):
    seen = []

    def recorded(*values, device=None):
        seen.append(device or values[-1])
        return Pace("a", 1, 1.0, 1.0)

    meta = torch.device("meta")
    monkeypatch.setattr(gradients, "best_device", lambda: meta)
    monkeypatch.setattr(gradients, "reach", recorded)
    monkeypatch.setattr(gradients, "pace", recorded)
    measure_gradients(seeds=1, recall=False)
    assert seen == [meta] * 4 * len(CELLS)
    assert gradients._Recall("GRU", 2)._net.output.weight.device == meta


def test_numbers_that_are_too_small():
    with pytest.raises(RequestError, match="`seeds` 0: expected at least 1"):
        measure_gradients(seeds=0)
    with pytest.raises(RequestError, match="`distances` 1: expected 2 or more"):
        measure_gradients(distances=(5, 1))
