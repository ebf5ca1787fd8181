from itertools import combinations

import numpy as np
import pytest

from babelix.enrichment.enrich.draws import Drawer
from babelix.enrichment.enrich.exact import tails
from babelix.enrichment.enrich.joint import beside_draws, tables
from babelix.enrichment.enrich.matrix import Rule, Strata, matrix

STRATUM = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1], np.int32)
INSIDE = [np.array([0, 1, 5]), np.array([0, 2, 5, 6, 7])]
POOL = np.array([5, 6])
HITS = np.array([[2, 1], [2, 3]])


def test_tables_hold_the_tails_of_every_count():
    cases = np.array([[2, 1], [0, 3], [0, 0]])
    found = tables(cases, POOL, HITS)
    for trait, count in enumerate(cases.sum(axis=1)):
        for k in range(count + 1):
            expected = tails(np.full((3, 2), k), cases, POOL, HITS).p[trait]
            assert found.table[found.start[trait] + k].tolist() == pytest.approx(expected.tolist(), rel=1e-12)


def test_the_smallest_p_of_draws_against_all_draws_there_are():
    held = np.array([[True, False, True], [True, False, True]])
    members = [np.array([0, 1, 2])]
    found = matrix(["t"], ["A", "B"], members, held, Strata(POOL, HITS), np.array([0, 0, 1]), Rule(0.2, 2))
    table = tables(found.drawn, POOL, HITS)
    smallest, coloured = [], []
    for two in combinations(range(5), 2):
        for one in range(5, 11):
            counts = np.array([[sum(np.isin((*two, one), inside)) for inside in INSIDE]])
            p = table.of(counts)[0]
            smallest.append(p.min())
            coloured.append(((p <= 0.2) & (counts[0] >= 2)).sum())
    joint = beside_draws(found, table, Drawer(STRATUM, INSIDE, [np.array([0, 3, 5])], 3), 4000, Rule(0.2, 2))
    exact = [np.mean(np.array(smallest) <= p * (1 + 1e-9)) for p in found.p[0]]
    assert joint.p[0].tolist() == pytest.approx(exact, abs=0.03)
    assert joint.mean == pytest.approx(np.mean(coloured), abs=0.03)
    assert joint.p_coloured == pytest.approx(np.mean(np.array(coloured) >= found.coloured.sum()), abs=0.03)
