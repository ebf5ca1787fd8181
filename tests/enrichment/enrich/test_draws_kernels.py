import numpy as np

from babelix.enrichment.enrich import draws, draws_kernels
from babelix.enrichment.enrich.draws import Drawer, Spacing


def test_the_plain_functions_draw_what_the_compiled_ones_do(monkeypatch):
    stratum = np.array([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0], np.int32)
    members = [np.arange(0, 13, step) for step in range(1, 67)]
    few, many = [np.array([0, 1, 2, 5]), np.array([2, 3])], [np.array([0, 1, 2, 5]), np.arange(11)]
    where = Spacing(100, np.zeros(13, np.int32), 60 * np.arange(13))

    def drawn():
        asked = ((few, where), (many, None))
        return [Drawer(stratum, members, cases, 3, apart).counts(7).tolist() for cases, apart in asked]

    compiled = drawn()
    for name in ("_below", "_near", "_draw", "_full", "_carry", "_add_eight", "_add"):
        monkeypatch.setattr(draws_kernels, name, getattr(draws_kernels, name).py_func)

    def bare(kernel, values):
        flat = [value.reshape(-1) if isinstance(value, np.ndarray) else value for value in values]
        with np.errstate(over="ignore"):
            return kernel(*flat)

    monkeypatch.setattr(draws, "_draw", lambda *values: bare(draws_kernels.draw, values))
    monkeypatch.setattr(draws, "_mark", lambda *values: bare(draws_kernels.mark, values))
    assert drawn() == compiled
    assert [found[0][0][0] for found in compiled] == [4, 4]
