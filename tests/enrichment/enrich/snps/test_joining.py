from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.snps.catalogue import Association, Catalogue
from babelix.enrichment.enrich.snps.joining import best, distinct, join, traits_of, wanted_names


def catalogue(*rows):
    return Catalogue(Path("c.tsv"), len(rows), tuple(Association(*row) for row in rows))


def test_by_name_then_by_position_and_why_others_are_not_there(pool):
    found = catalogue(
        ("rs1", "", "1", 11),
        ("rs8", "rs2", "1", 21),
        ("", "", "2", 31),
        ("rs9", "", "2", 33),
        ("rs5", "", "", 0),
        ("", "", "X", 5),
    )
    assert wanted_names(found) == {"rs1", "rs8", "rs2", "rs9", "rs5"}
    joined = join(found, pool)
    assert joined.row.tolist() == [0, 1, 5, -1, -1, -1]
    assert joined.by == {"name": 2, "position": 1}
    assert joined.missing == {
        "at no SNP of the pool": 1,
        "without a position, as the SNPs of a haplotype have none": 1,
        "on a chromosome that the pool lacks": 1,
    }
    assert joined.names == {"1": "chr1", "2": "chr2"}
    assert not joined.elsewhere


def test_positions_of_another_assembly_are_joined_by_name_alone(pool):
    found = join(catalogue(("rs1", "", "1", 13), ("rs2", "", "1", 47 + 1), ("", "", "2", 31)), pool)
    assert found.elsewhere
    assert found.row.tolist() == [0, 1, -1]
    assert found.missing == {"without a name": 1}


def test_names_alone_will_do(pool):
    found = join(catalogue(("rs1", "", "", 0), ("rs7", "", "", 0)), pool)
    assert (found.row.tolist(), found.missing) == ([0, -1], {"whose name the pool lacks": 1})


def test_positions_of_another_assembly_without_names_are_refused(pool):
    with pytest.raises(
        RequestError, match=r"of 40 SNPs 1 are at a SNP of the pool, and they have no rs names to go by"
    ):
        join(catalogue(*(("", "", "1", place) for place in range(33, 73))), pool)
    with pytest.raises(
        RequestError, match="of 1 SNPs 0 are at a SNP of the pool, and no name of them is in the pool"
    ):
        join(catalogue(("rs77", "", "1", 12)), pool)


def test_the_surest_of_a_cases_rows():
    rows = np.array([3, -1, 3, 5, 7])
    cases = distinct(rows)
    assert cases.tolist() == [3, 5, 7]
    found = best(rows, np.array([2.0, 9.0, 4.0, np.nan, 1.0]), cases[:2])
    assert found[0] == 4
    assert np.isnan(found[1])


def test_traits_are_grouped():
    rows = [Association("rs1", "", "1", 5, trait) for trait in ("a", "b", "c")]
    assert traits_of(rows, {"a": "G", "b": "G"}) == ["G", "G", "c"]
