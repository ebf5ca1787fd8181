from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from babelix.enrichment.enrich.annotated import Annotation
from babelix.enrichment.enrich.loci import Loci
from babelix.enrichment.enrich.matrix import Rule
from babelix.enrichment.enrich.snps.catalogue import Association, Catalogue
from babelix.enrichment.enrich.snps.joining import Joined
from babelix.enrichment.enrich.snps.pool import Pool
from babelix.enrichment.enrich.strata import stratify
from babelix.workflows.enrichment.enrich.study import Study
from babelix.workflows.enrichment.enrich.universe import Universe


@pytest.fixture
def study():
    """Eleven SNPs a kilobase apart, of which 2, 3, 7 and 9 are cases; A holds the first five, B none."""
    found = [(2, 5.0, "t"), (3, 7.0, "t"), (3, 1.0, "u"), (7, np.nan, "u"), (9, 2.0, "t")]
    catalogue = Catalogue(
        Path("c"), 5, tuple(Association("", "", "1", 1, trait, strength) for _, strength, trait in found)
    )
    rows = np.array([row for row, *_ in found])
    pool = Pool(("1",), np.zeros(11, np.int32), 1000 * np.arange(11), {}, {})
    inside = (np.arange(5), np.empty(0, np.int64), np.arange(5))
    annotations = tuple(Annotation(name, {}, 0) for name in ("A", "B", "union"))
    universe = Universe(pool, rows, Joined(rows, {}, {}), {})
    strata = stratify({}, [], 11, np.unique(rows))
    return Study(catalogue, universe, strata, annotations, inside, Loci(1500), {})


def test_leads_are_the_surest_of_the_rows_asked_for(study):
    assert study.cases.tolist() == [2, 3, 7, 9]
    assert study.leads(study.universe.rows).tolist() == [3, 7, 9]
    assert study.leads(np.array([2, -1, -1, 7, -1])).tolist() == [2, 7]


def test_overlaps_and_their_chances(study):
    first, second, union = study.enriched(np.array([3, 7, 9]))
    assert (first.observed, first.cases, first.p_exact) == (
        1,
        3,
        pytest.approx(1 - (6 * 5 * 4) / (11 * 10 * 9)),
    )
    assert (first.expected, second.expected, second.fold) == (pytest.approx(15 / 11), 0, None)
    assert union.observed == 1


def test_the_union_of_segmentations_is_not_worth_telling(study):
    assert study.several
    states = tuple(replace(each, state="E1") for each in study.annotations[:2])
    assert not replace(study, annotations=(*states, study.annotations[2])).several


def test_draws_are_spaced_as_cases_are(study):
    rows = study.sampled(study.enriched(np.array([3, 7, 9])), np.array([3, 7, 9]), 199, 5)
    # Of the first five, a kilobase apart, three stand farther than 1,500 bases from each other.
    assert max(rows[0].drawn) <= 3
    assert max(rows[1].drawn) == 0
    assert rows[1].p_sampled == 1


def test_the_matrix_and_its_draws(study):
    found = study.matrix({"u": "t"}, Rule())
    assert (found.traits, found.cases.tolist(), found.observed.tolist()) == (("t",), [3], [[1, 0]])
    apart = study.matrix({}, Rule())
    assert (apart.traits, apart.cases.tolist()) == (("t", "u"), [2, 2])
    joint = study.joint(found, 99, 1, Rule())
    assert joint.p.shape == (1, 2)
    assert study.joint(found, 0, 1, Rule()) is None
