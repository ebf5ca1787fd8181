import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.score import Scoring, score_variants


def test_another_genome_is_told_before_anything_is_scored(source, vcf, monkeypatch):
    monkeypatch.setitem(models.MODELS, "counter", None)
    with pytest.raises(
        RequestError, match=r"1 of the first 1 alleles have another REF .* chr1:14:C:G the first"
    ):
        score_variants(["chr1:14:C:G"], "counter", source, Scoring())
    with pytest.raises(RequestError, match=r"contig '1' is not in .*; `rename_contigs` ucsc maps 1 to chr1"):
        score_variants(vcf(("1", 14, "A", "G")), "counter", source, Scoring())
    with pytest.raises(RequestError, match=r"no allele lies inside .*`offset` says where"):
        score_variants(["chr1:90:A:G"], "counter", source, Scoring())
    with pytest.raises(RequestError, match="no variant is given"):
        score_variants([], "counter", source, Scoring())


def test_rows_far_outside_do_not_stop_what_follows(source, vcf, monkeypatch):
    monkeypatch.setattr("babelix.workflows.dna.scoring.alleles._LOOKED_AT", 2)
    asked = vcf(("chrX", 4, "A", "G"), ("chr1", 90, "A", "G"), ("chrX", 9, "A", "G"), ("chr1", 14, "A", "G"))
    found = score_variants(asked, "counter", source, Scoring())
    assert found.fates == {"scored": 1, "outside": 1, "unknown_contig": 2}


@pytest.mark.slow
def test_the_shared_vcf_lies_outside_the_slice(dataset, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    place = Source(str(dataset("chr22-slice")["fasta"]), "chr22:32000001")
    with pytest.raises(RequestError, match=r"no allele lies inside .*hg38_chr22_32000000_32300000.fa.gz"):
        score_variants([str(dataset("chr22-gene")["vcf"])], "spliceai", place, Scoring())
