import os

import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.alleles import disagree
from babelix.workflows.dna.scoring.score import Scoring, score_variants
from babelix.workflows.dna.scoring.splicing import Splicing


def test_another_genome_is_told_before_anything_is_scored(source, vcf, monkeypatch):
    monkeypatch.setitem(models.MODELS, "counter", None)
    with pytest.raises(
        RequestError,
        match=r"chr1:14:C:G \(there it has A\): .*g.fa has another REF; use",
    ):
        score_variants(["chr1:14:C:G"], "counter", source, Scoring())
    with pytest.raises(RequestError, match=r"contig '1' is not in .*; `rename_contigs` ucsc maps 1 to chr1"):
        score_variants(vcf(("1", 14, "A", "G")), "counter", source, Scoring())
    with pytest.raises(RequestError, match=r"no allele lies inside .*`offset` says where"):
        score_variants(["chr1:90:A:G"], "counter", source, Scoring())
    with pytest.raises(RequestError, match="no variant is given"):
        score_variants([], "counter", source, Scoring())


@pytest.mark.parametrize(
    ("wrong", "read", "stopped"),
    [(0, 0, False), (1, 1, True), (1, 2, False), (2, 2, True), (2, 3, True), (2, 5, False), (3, 5, True),
     (2, 40, False), (3, 149, True), (3, 150, False), (20, 1_000, False), (21, 1_000, True)],
)  # fmt: skip
def test_how_many_wrong_ref_alleles_make_another_genome(wrong, read, stopped):
    assert disagree(wrong, read) == stopped


def test_one_wrong_ref_among_a_few_is_a_fate(source):
    with pytest.raises(
        RequestError, match=r"2 of the first 3 .* chr1:14:C:G \(there it has A\) the first; use"
    ):
        score_variants(["chr1:14:A:G", "chr1:14:C:G", "chr1:14:T:G"], "counter", source, Scoring())
    found = score_variants(["chr1:14:A:G", "chr1:14:C:G", "chr1:14:A:T"], "counter", source, Scoring())
    assert [row.fate for row in found.rows] == ["scored", "ref_mismatch", "scored"]


def test_a_long_ref_is_not_shown(source):
    with pytest.raises(RequestError, match=r"chr1:2:C{21}:G: .*g.fa has another REF; use"):
        score_variants([f"chr1:2:{'C' * 21}:G"], "counter", source, Scoring())


def test_a_pipe_is_told(source, tmp_path):
    """It would be empty when it is read a second time."""
    os.mkfifo(tmp_path / "pipe")
    pipe = str(tmp_path / "pipe")
    for setting, ask in (
        ("variants", lambda: score_variants([pipe], "counter", source, Scoring())),
        ("genome", lambda: score_variants(["chr1:14:A:G"], "counter", Source(pipe), Scoring())),
        ("tss", lambda: score_variants(["chr1:14:A:G"], "counter", source, Scoring(tss=tmp_path / "pipe"))),
        (
            "background",
            lambda: score_variants(["chr1:14:A:G"], "counter", source, Scoring(background=tmp_path / "pipe")),
        ),
        (
            "gtf",
            lambda: score_variants(
                ["chr1:14:A:G"], "counter", source, Scoring(splicing=Splicing(gtf=tmp_path / "pipe"))
            ),
        ),
    ):
        with pytest.raises(
            RequestError, match=rf"`{setting}` .*pipe: a pipe or device, .* write it to a file"
        ):
            ask()


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
