import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.enrichment.enrich.annotated import Annotation
from babelix.enrichment.enrich.assemblies import possible, refuse_other_assembly, tiled
from babelix.enrichment.enrich.snps.pool import Pool
from babelix.genome.overlap import union


def elements(*rows, chrom="chr11"):
    start, end = zip(*rows, strict=True)
    return Annotation("A", {chrom: union(np.array(start), np.array(end))}, 0)


def test_no_assembly_ends_before_what_lies_on_it():
    assert possible({"chr11": 134_900_000}) == {"hg19", "hg38"}
    assert possible({"1": 249_000_000, "22": 51_000_000}) == {"hg19"}
    assert possible({"chrUn": 10}) == {"hg18", "hg19", "hg38"}


def test_a_segmentation_ends_where_its_assembly_does():
    states = [elements((0, 70_000_000)), elements((70_000_000, 134_452_200))]
    assert tiled(states) == {"hg18"}
    assert tiled([elements((0, 100), (134_000_000, 134_452_200))]) is None


def test_elements_of_another_assembly_are_refused():
    pool = Pool(("chr11",), np.zeros(1, np.int32), np.array([134_900_000]), {}, {})
    refuse_other_assembly(pool, [elements((5, 9))], ["peaks"])
    states = [elements((0, 134_452_200))]
    with pytest.raises(
        RequestError, match=r"s.bed reaches as far along chromosomes as hg18 does, and the SNPs as hg19 or"
    ):
        refuse_other_assembly(pool, states, ["s.bed"])
