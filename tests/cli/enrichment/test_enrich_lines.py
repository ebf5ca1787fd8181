from dataclasses import replace

import numpy as np
import pytest
from made_enrichment import made_enrichment

from babelix.cli.enrichment.enrich_lines import lines
from babelix.enrichment.enrich.joint import Joint
from babelix.enrichment.enrich.results import Enrichment, How


@pytest.fixture
def found() -> Enrichment:
    """What is found of two traits and two annotations, made up, beside draws of the matrix."""
    joint = Joint(99, np.array([[0.04, 0.5], [1.0, 1.0]]), 0.03, 0.25)
    return replace(made_enrichment(), joint=joint, controls=())


def test_both_counts_are_told_and_which_to_quote(found):
    said = list(lines(found))
    assert said[:2] == [
        "11 rows, 9 positions, 88.9% of them intronic or intergenic",
        "  intron 5, intergenic 3, coding 1",
    ]
    assert "in the pool: 7 by name; 7 of them on chromosomes that count, the cases" in said
    assert "every case for itself: neighbours are counted as if independent, so do not quote this P" in said
    assert (
        "one case a locus (500kb): quote these; the 4 draws of controls keep the same distance, the exact P draws "
        "freely within strata"
    ) in said
    assert "A\t5\t3 (60.0%)\t1.5\t2.00\t0.12\t0.25\t\t" in said
    joint = "0.2 cells are coloured on the mean, as many or more in a share of 0.03"
    assert f"of 99 matched draws of the whole matrix {joint}" in said
    assert said[-1] == "gout\tA\t5\t3\t0.50\t0.002\t0.004\t0.04\t"


def test_what_is_not_there_is_not_told(found):
    few = replace(
        found, all_cases=(), matrix=None, union=None, how=How(100, {}, 1, 0, "none", alone=True, shifts=99)
    )
    said = list(lines(few))
    assert "7 cases, and no pool: expected is the mean of 99 moves of the elements" in said
    assert said[-4:-2] == [
        "every case for itself",
        "annotation\tcases\tobserved\texpected\tfold\texact P\tsampled P\tshifted P\tin loci",
    ]


def test_many_annotations_are_told_of_in_part(found):
    many = tuple(
        replace(found.annotations[0], name=f"A{number}", p_exact=number / 100) for number in range(23)
    )
    said = list(lines(replace(found, annotations=many, all_cases=(), matrix=None)))
    assert said[-1] == "... and 3 annotations with a larger P"
    assert said[-2].startswith("union\t")
