import numpy as np
import pytest

from babelix.genome.motifs.letters import Letter
from babelix.views.dna.motifs.letters import COLOURS, draw_letters
from babelix.views.drawing import canvas


def test_every_letter_fills_its_place_from_floor_to_ceiling():
    axes = canvas(2, 2).subplots()
    for at, letter in enumerate("ACGT"):
        draw_letters(axes, [Letter(letter, at, 0.25 * at, 1.5, letter == "T")], first=3)
    assert len(axes.patches) == 4
    for at, patch in enumerate(axes.patches):
        box = patch.get_path().get_extents()
        assert (box.ymin, box.ymax) == pytest.approx((0.25 * at, 1.5))
        assert np.mean([box.xmin, box.xmax]) == pytest.approx(3 + at, abs=1e-6)
        assert box.width == pytest.approx(0.94)
    pale, full = (float(axes.patches[at].get_alpha() or 0) for at in (3, 0))
    assert 0 < pale < full == 1
    assert len(set(COLOURS.values())) == 4
