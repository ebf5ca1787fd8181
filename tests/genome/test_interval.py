import numpy as np

from babelix.genome.interval import Intervals


def test_of_keeps_order_and_codes_names():
    found = Intervals.of([("chr2", 3, 7), ("chr1", 0, 11), ("chr2", 7, 8)], ["b", "a", "b"])
    assert found.chroms == ("chr2", "chr1")
    assert found.labels == ("b", "a")
    assert found.bases() == 16
    assert len(found) == 3
    assert found.on("chr2").start.tolist() == [3, 7]
    assert len(found.on("chr9")) == 0


def test_by_chrom_visits_every_interval_once():
    found = Intervals.of([("chr2", 3, 7), ("chr1", 0, 11), ("chr2", 7, 8)])
    assert {name: here.end.tolist() for name, here in found.by_chrom()} == {"chr2": [7, 8], "chr1": [11]}
    assert found.label is None
    assert found[np.array([True, False, True])].bases() == 5
