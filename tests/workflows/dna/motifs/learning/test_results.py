from pathlib import Path

import numpy as np
import pytest

from babelix.genome.motifs.motif import Motif
from babelix.workflows.dna.motifs.learning.data import load_task
from babelix.workflows.dna.motifs.learning.results import Learned, row_of, share
from babelix.workflows.dna.motifs.learning.settings import SitesSettings
from babelix.workflows.dna.motifs.match import Found
from babelix.workflows.dna.motifs.sources import Motifs


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


def test_filters_of_few_bits_are_counted_apart(small):
    task = load_task(SitesSettings(sequences=str(small / "train.txt"), test=str(small / "test.txt")))
    bits = {"sharp": [1, 0, 0, 0], "unlike": [0, 1, 0, 0], "flat": [0.25] * 4}
    filters = Motifs("f", tuple(Motif(name, np.array([row] * 3, float)) for name, row in bits.items()), 3)
    found = Found(filters, Path("m"), (), ((), (), ()), (2, 0, 1))
    learned = Learned(Path("r"), task, (), (), found, (), np.zeros(0, np.float32))
    assert list(learned.lines())[-1] == (
        "filters: 1 of 2 are like a known motif at q <= 0.05; of 1 with less than 0.5 bits a column 1, "
        "of which nothing is claimed"
    )
    assert "3 at q <= 0.05, 2 of 3 queries like one" in found.remark


def test_a_share_of_nothing():
    found = share("none", np.zeros(0, bool))
    assert (found.share, found.low, found.high) == (0, 0, 1)
