from typing import Any

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.tracks.model import Geometry, SequenceModel, recropped


def test_bins_of_a_window():
    enformer = Geometry(window=196_608, bin=128, crop=320)
    assert enformer.kept == 896
    assert enformer.margin == 40_960


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((29, 4, 1, 4), "`window` 29: expected a multiple of 4 .*; give at least 12"),
        ((8, 4, 1, 4), "leaves a bin of 4 between 1 bins at either end; give at least 12"),
        ((24, 4, 1, 8), None),
        ((20, 4, 1, 8), "`window` 20: expected a multiple of 8"),
        ((24, 4, 1, 6), "`window` 24"),
        ((0, 0, 0, None), "`window` 0"),
    ],
)
def test_windows_that_leave_no_bin_are_refused(values, said):
    if said is None:
        assert Geometry(*values).kept == 4
        return
    with pytest.raises(RequestError, match=said):
        Geometry(*values)


def test_another_window_and_a_larger_crop():
    own = Geometry(28, 4, 1, 4)
    assert own.resized(None, None) == own
    assert own.resized(40, 2) == Geometry(40, 4, 2, 4)
    with pytest.raises(RequestError, match="`crop` 0: expected at least 1, what the model itself"):
        own.resized(None, 0)
    with pytest.raises(RequestError, match="`window` 32: expected 28, the model takes no other"):
        Geometry(28, 4, 1).resized(32, None)


def test_a_model_is_told_by_what_it_has(g_counter):
    assert isinstance(g_counter, SequenceModel)
    assert not isinstance(torch.nn.Linear(2, 3), SequenceModel)


def test_what_depends_on_the_whole_window_stays_so():
    assert Geometry(28, 4, 1, 4, whole=True).resized(40, None) == Geometry(40, 4, 1, 4, whole=True)


def test_a_model_that_can_have_another_crop_gets_it(g_counter):
    model: Any = g_counter
    assert recropped(model, 2) == model
    asked: list[int] = []
    model.recropped = lambda crop: asked.append(crop) or model
    model.forward_tracks = model.needs = lambda *given: None
    assert all(recropped(model, crop) == model for crop in (2, None))
    assert asked == [2]
    with pytest.raises(RequestError, match="`crop` -1: expected at least 0 bins"):
        recropped(model, -1)
