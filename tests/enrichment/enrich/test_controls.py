import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.annotated import Annotation
from babelix.enrichment.enrich.controls import control
from babelix.genome.overlap import union


def test_what_lies_inside_on_the_chromosomes_that_count(pool):
    here = Annotation(
        "A", {"1": union(np.array([0, 30]), np.array([15, 32])), "2": union(np.array([5]), np.array([99]))}, 0
    )
    none = Annotation("B", {}, 0)
    found = control("panel", pool, [here, none], ["1"])
    assert (found.name, found.snps, found.inside) == ("panel", 4, (2, 0))
    assert control("panel", pool, [here], ["1", "2"]).inside == (5,)


def test_a_set_on_other_chromosomes_is_refused(pool):
    with pytest.raises(
        RequestError, match=r"`controls` panel: none of its 7 SNPs .* count \(9\), its are chr1, chr2; give"
    ):
        control("panel", pool, [Annotation("A", {}, 0)], ["9"])
