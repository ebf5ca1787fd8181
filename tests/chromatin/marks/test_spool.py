import numpy as np

from babelix.chromatin.marks import spool as module
from babelix.chromatin.marks.spool import Spool


def test_counts_by_chromosome_whatever_the_order(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_PIECE", 2)
    spool = Spool(tmp_path / "reads", [3, 5, 2])
    spool.add(np.array([1, 0, 1, 1], np.int32), np.array([4, 2, 4, 0], np.int32))
    spool.add(np.array([0, 1], np.int32), np.array([0, 1], np.int32))
    assert spool.counts(0).tolist() == [1, 0, 1]
    assert spool.counts(1).tolist() == [1, 1, 0, 0, 2]
    assert spool.counts(2).tolist() == [0, 0]
    assert spool.totals.tolist() == [2, 4, 0]
