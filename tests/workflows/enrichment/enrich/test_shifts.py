from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from babelix.enrichment.enrich.annotated import Annotation
from babelix.enrichment.enrich.loci import Loci
from babelix.enrichment.enrich.matrix import Rule
from babelix.enrichment.enrich.results import Enriched
from babelix.enrichment.enrich.shifted.chromosomes import Shifts
from babelix.enrichment.enrich.snps.catalogue import Association, Catalogue
from babelix.enrichment.enrich.snps.joining import Joined
from babelix.enrichment.enrich.snps.pool import Pool
from babelix.enrichment.enrich.strata import stratify
from babelix.workflows.enrichment.enrich.shifts import locus_windows, moved, with_shifted
from babelix.workflows.enrichment.enrich.study import Study
from babelix.workflows.enrichment.enrich.universe import Universe


@pytest.fixture
def study():
    """Forty SNPs a kilobase apart on each of two chromosomes; A holds every tenth, which four cases of t are."""
    rows = np.array([0, 10, 50, 60, 33, 34])
    traits = ["t", "t", "t", "t", "u", "u"]
    catalogue = Catalogue(
        Path("c"), 6, tuple(Association("", "", "1", 1, trait, 9.0 - k) for k, trait in enumerate(traits))
    )
    position = np.tile(1000 * np.arange(40), 2)
    pool = Pool(("1", "2"), np.repeat([0, 1], 40).astype(np.int32), position, {}, {})
    inside = (np.arange(0, 80, 10), np.arange(33, 36), np.union1d(np.arange(0, 80, 10), np.arange(33, 36)))
    annotations = tuple(Annotation(name, {}, 0) for name in ("A", "B", "union"))
    strata = stratify({}, [], 80, np.unique(rows))
    return Study(
        catalogue, Universe(pool, rows, Joined(rows, {}, {}), {}), strata, annotations, inside, Loci(4000), {}
    )


def test_elements_move_past_cases_loci_and_traits_at_once(study):
    found = study.matrix({}, Rule(0.01, 3))
    assert found.coloured.tolist() == [[True, False], [False, False]]
    leads = study.leads(study.universe.rows)
    moves = moved(study, leads, found, Shifts(500))
    # All four cases of t meet A again when both chromosomes move by a multiple of ten: in one move of a hundred.
    assert 0.002 <= moves.traits[0, 0] <= 0.03
    assert np.isnan(moves.traits[1]).all()
    assert moves.loci.shape == moves.cases.shape == moves.inside.shape == (3,)
    # 33 and 34 are two cases in B, which is three SNPs long, and one locus: fewer moves bring both than one.
    assert moves.cases[1] < moves.loci[1]
    told = replace(found, p_shifted=np.array([[0.02, np.nan], [np.nan, np.nan]]))
    assert told.unsupported(Rule()).tolist() == [[True, False], [False, False]]
    assert not replace(found, p_shifted=moves.traits).unsupported(Rule(0.03)).any()
    assert not found.unsupported(Rule()).any()


def test_windows_are_of_snps_and_end_with_their_chromosome(study):
    held = locus_windows(study, np.array([0, 10, 79]))
    assert list(zip(held.start.tolist(), held.end.tolist(), strict=True)) == [(0, 3), (8, 13), (77, 80)]
    near = locus_windows(replace(study, proxies={10: {13, 50}, 50: {10}}), np.array([10]))
    assert (near.position.tolist(), near.start.tolist(), near.end.tolist()) == ([10, 13], [8], [16])
    wide = locus_windows(replace(study, loci=Loci()), np.array([50]))
    assert (wide.start.tolist(), wide.end.tolist()) == ([40], [80])


def test_inside_loci_by_hand(study):
    # Windows of 3, 5, 5, 5 and 5 SNPs, of which A has one in each of t's, and B three in that of 33.
    moves = moved(study, study.leads(study.universe.rows), None, Shifts(3))
    assert moves.inside[:2] == pytest.approx([1 / 3 / 5**3, 3 / 5])
    assert moves.traits is None


def test_each_annotation_gets_its_own():
    rows = (Enriched("A", 3, 2, 1.0, 0.5), Enriched("B", 3, 0, 1.0, 1.0))
    found = with_shifted(rows, np.array([0.25, 1.0]), np.array([0.125, 1.0]))
    assert [(each.p_shifted, each.p_shifted_loci) for each in found] == [(0.25, 0.125), (1.0, 1.0)]
    assert [each.p_shifted_loci for each in with_shifted(rows, np.array([0.25, 1.0]))] == [None, None]
