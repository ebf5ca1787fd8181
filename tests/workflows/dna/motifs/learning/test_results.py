import numpy as np
import pytest

from babelix.workflows.dna.motifs.learning.data import load_task
from babelix.workflows.dna.motifs.learning.results import row_of, share
from babelix.workflows.dna.motifs.learning.settings import SitesSettings


def test_right_ones_of_all_of_the_clean_and_of_each_factor(small):
    task = load_task(SitesSettings(sequences=str(small / "train.txt"), test=str(small / "test.txt")))
    task.leak.direct[:] = False
    task.leak.reverse[:] = False
    task.leak.direct[0] = task.leak.reverse[9] = True
    wrong_first = task.test.labels.copy()
    wrong_first[0] = 0
    row = row_of("m", 5, 0.1, task, [wrong_first, task.test.labels])
    assert (row.all.right, row.all.of, row.all.share) == (9, 10, 0.9)
    assert row.all.low == pytest.approx(0.5958, abs=1e-4)
    assert (row.clean.right, row.clean.of) == (8, 8)
    assert [(each.name, each.right, each.of) for each in row.factors] == [("acid", 5, 5), ("box", 4, 5)]
    assert row.seeds == (9, 10)
    assert row.texts() == ["m", "5", "9", "10", "0.9000", "0.5958", "0.9821", "1.0000", "8", "9,10"]


def test_a_share_of_nothing():
    found = share("none", np.zeros(0, bool))
    assert (found.share, found.low, found.high) == (0, 0, 1)
