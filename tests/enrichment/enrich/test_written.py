from dataclasses import replace

from babelix.enrichment.enrich.written import tables


def test_tables_by_hand(found):
    made = tables(found)
    assert made["annotations.tsv"].splitlines()[:5:3] == [
        "annotation\tof\tcases\tobserved\texpected\tfold\tp_exact\tp_sampled\tp_shifted\tp_shifted_loci",
        "union\tall\t7\t5\t2.7\t1.85185\t0.02\tNA\tNA\tNA",
    ]
    assert made["annotations.tsv"].splitlines()[1:5:3] == [
        "A\tall\t7\t4\t2\t2\t0.03\tNA\tNA\tNA",
        "A\tloci\t5\t3\t1.5\t2\t0.125\t0.25\tNA\tNA",
    ]
    assert made["controls.tsv"].splitlines() == ["set\tsnps\tA\tB\tunion", "pool\t100\t11\t5\t13"]
    assert made["traits.tsv"].splitlines() == [
        "trait\tcases\tannotations_hit\tcoloured",
        "gout\t5\t2\t1",
        "tea\t1\t0\t0",
    ]
    rows = [row.split("\t") for row in made["matrix.tsv"].splitlines()]
    assert [row[:4] for row in rows[1:]] == [["gout", "A", "5", "3"], ["gout", "B", "5", "1"]]
    assert [row[rows[0].index("coloured")] for row in rows[1:]] == ["yes", "no"]


def test_without_traits_and_controls_there_are_annotations_alone(found):
    assert list(tables(replace(found, matrix=None, controls=()))) == ["annotations.tsv"]
