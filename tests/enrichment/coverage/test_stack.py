import numpy as np

from babelix.enrichment.coverage.stack import stack


def pieces(layer):
    return {
        c: list(zip(u.start.tolist(), u.end.tolist(), strict=True)) for c, u in layer.items() if len(u.start)
    }


def test_unions_of_all_of_some_and_of_groups(laid):
    found = laid("chr1\t20\t30\nchr1\t0\t9\nchr2\t3\t9\n", "chr1\t5\t12\n", "chr2\t9\t11\n").stacked
    assert pieces(found.union()) == {"chr1": [(0, 12), (20, 30)], "chr2": [(3, 11)]}
    assert pieces(found.union(np.array([1, 0, 0, 0, 1], bool))) == {"chr1": [(20, 30)], "chr2": [(9, 11)]}
    assert {key: pieces(layer) for key, layer in found.groups(["x", "y", "x"]).items()} == {
        "x": {"chr1": [(0, 9), (20, 30)], "chr2": [(3, 11)]},
        "y": {"chr1": [(5, 12)]},
    }
    assert found.of([False, True, True]).tolist() == [False, False, False, True, True]
    assert found.count(np.array([1, 0, 0, 0, 1], bool)) == 2


def test_gaps_are_taken_out_of_places(laid):
    given = laid("chr1\t5\t40\nchr1\t12\t18\n", gaps="chr1\t10\t20\n")
    found, hidden = stack(given.files, given.ground)
    assert pieces(found.union()) == {"chr1": [(5, 30)]}
    assert hidden == 1
