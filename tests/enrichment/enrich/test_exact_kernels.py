import numpy as np

from babelix.enrichment.enrich import exact_kernels
from babelix.enrichment.enrich.exact_kernels import chances, tails


def test_the_plain_functions_by_hand(monkeypatch):
    # Of 5 SNPs 2 lie in elements and 2 are drawn, of 3 one lies and one is drawn; a stratum without cases between.
    for name in ("_counts", "_sum"):
        monkeypatch.setattr(exact_kernels, name, getattr(exact_kernels, name).py_func)
    cases, pool, hits = np.array([2, 0, 1]), np.array([5, 7, 3]), np.array([2, 4, 1])
    room, out, first = np.empty(12), np.empty(4), np.empty(1, np.int64)
    assert chances(cases, pool, hits, 3, 4, room, out, first) == 4
    np.testing.assert_allclose(out, [6 / 30, 15 / 30, 8 / 30, 1 / 30], rtol=1e-14)
    assert first.tolist() == [0]
    above, exactly = np.empty(2), np.empty(2)
    # A second annotation has all SNPs of the first stratum: two overlaps are certain there.
    both = np.append(hits, [5, 4, 1])
    assert tails(np.array([1, 3]), cases, pool, both, 1, 2, 3, 4, room, above, exactly) == 2
    np.testing.assert_allclose(above, [9 / 30, 0], rtol=1e-14)
    np.testing.assert_allclose(exactly, [15 / 30, 1 / 3], rtol=1e-14)
