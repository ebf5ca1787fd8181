import numpy as np

from babelix.genome.gene import Gene
from babelix.genome.region import Region
from babelix.views.dna.strips import envelope, extremes, gene_lanes


def test_of_many_bins_the_highest_and_lowest_are_drawn():
    low, high, each = envelope(np.array([1, 5, -2, 0, 3], np.float32), 3)
    assert (low.tolist(), high.tolist(), each) == ([1, -2, 3], [5, 0, 3], 2)
    low, high, each = envelope(np.array([1, 5], np.float32), 3)
    assert (low.tolist(), high.tolist(), each) == ([1, 5], [1, 5], 1)


def test_genes_that_overlap_have_lanes_of_their_own():
    a, b, c = (
        Gene(name, Region("c", *ends), 1) for name, ends in (("a", (5, 20)), ("b", (10, 40)), ("c", (30, 50)))
    )
    assert gene_lanes([b, c, a]) == [[a, c], [b]]


def test_of_many_bins_the_largest_by_size_keeps_its_sign():
    values = np.array([[1.0, 0.0], [-3.0, 2.0], [0.0, 0.0], [0.5, -1.0], [4.0, 9.0]])
    found, each = extremes(values, 3)
    assert (found.tolist(), each) == ([[-3, 2], [0.5, -1], [4, 9]], 2)
    assert extremes(values, 5)[0].tolist() == values.tolist()
