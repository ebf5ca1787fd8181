import pytest

from babelix.enrichment.enrich.results import Cases, Enriched, Enrichment, How


def cases(context):
    return Cases(11, 7, 5, 2, 3, None, context, {"name": 3}, {})


def test_fold_is_observed_for_one_expected():
    assert Enriched("A", 7, 3, 1.5, 0.25).fold == 2
    assert Enriched("A", 7, 0, 0.0, 1.0).fold is None
    assert Enriched("A", 7, 3, None, None).as_json()["p_exact"] is None


def test_the_share_that_is_intronic_or_intergenic():
    assert cases({"coding": 1, "intron": 4, "intergenic": 2, "not told": 1}).noncoding() == pytest.approx(
        6 / 8
    )
    assert cases({"not told": 7}).noncoding() is None


def test_json_keeps_its_contract():
    found = Enrichment(
        cases({"intron": 7}),
        (Enriched("A", 3, 2, 0.5, 0.01),),
        None,
        (),
        None,
        How(100, {}, 1, 0, "none"),
        {},
    ).as_json()
    assert {"positions", "in_pool", "loci", "context"} <= set(found["catalogue"])
    assert {"name", "cases", "observed", "expected", "fold", "p_exact", "p_sampled", "p_shifted"} <= set(
        found["annotations"][0]
    )
    assert found["matrix"] == []
