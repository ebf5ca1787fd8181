import pytest

from babelix.base.errors import RequestError
from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.variants import Scoring, score_variants, table, write_table

BASES = "GGGGGGGGACTACATCTACAGGGGGGGGGGGG"
HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


@pytest.fixture
def source(tmp_path, monkeypatch, g_counter):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    (tmp_path / "g.fa").write_text(f">chr1\n{BASES}\n")
    return Source(str(tmp_path / "g.fa"))


@pytest.fixture
def vcf(tmp_path):
    def write(*rows):
        text = "".join("\t".join([c, str(p), ".", r, a, ".", ".", "."]) + "\n" for c, p, r, a in rows)
        (tmp_path / "x.vcf").write_text(HEAD + text)
        return [str(tmp_path / "x.vcf")]

    return write


def test_every_allele_has_its_fate(source, vcf):
    asked = vcf(
        ("chr1", 14, "A", "G,T"), ("chr1", 14, "C", "G"), ("chr1", 40, "C", "G"), ("chrX", 4, "C", "G"),
        ("chr1", 14, "A", "<DEL>"), ("chr1", 14, "A", "*"), ("chr1", 14, "A", "."), ("chr1", 9, BASES[8:32], "A"),
    )  # fmt: skip
    found = score_variants(asked, "counter", source, Scoring(skip_mismatches=True))
    fates = [
        "scored",
        "scored",
        "ref_mismatch",
        "outside",
        "unknown_contig",
        "symbolic",
        "star",
        "bad_row",
        "too_wide",
    ]
    assert [row.fate for row in found.rows] == fates
    assert found.fates == {"scored": 2, **dict.fromkeys(fates[2:], 1)}
    assert found.rows[0].scores["G+"] == {"sad": 1.0, "sar": 1.0, "l2": 1.0, "max": 1.0, "null_l2": 0.0}
    assert found.rows[0].variant == "chr1:14:A:G"
    assert not found.rows[2].scores


def test_an_insertion_that_reaches_the_windows_end_is_too_wide(source):
    """Of the window of 28 bases 14 lie left of the variant: one more cannot be laid beside the reference."""
    fits, wide = (f"chr1:14:A:A{'C' * count}" for count in (14, 15))
    found = score_variants([fits, wide], "counter", source, Scoring())
    assert [row.fate for row in found.rows] == ["scored", "too_wide"]


def test_a_window_of_ones_own(source):
    wide = score_variants(["chr1:12:A:G"], "counter", source, Scoring(("plus",)))
    assert (wide.window, wide.effect_window, wide.tracks) == (28, 20, ("G+",))
    near = score_variants(["chr1:12:A:G"], "counter", source, Scoring(effect_window=9))
    assert (near.window, near.effect_window) == (20, 12)
    assert near.rows[0].scores["G+"]["sad"] == 1
    with pytest.raises(RequestError, match="`effect_window` 21: expected 1 to 20 bases"):
        score_variants(["chr1:12:A:G"], "counter", source, Scoring(effect_window=21))


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
    monkeypatch.setattr("babelix.workflows.dna.variants._LOOKED_AT", 2)
    asked = vcf(("chrX", 4, "A", "G"), ("chr1", 90, "A", "G"), ("chrX", 9, "A", "G"), ("chr1", 14, "A", "G"))
    found = score_variants(asked, "counter", source, Scoring())
    assert found.fates == {"scored": 1, "outside": 1, "unknown_contig": 2}


def test_the_shared_vcf_lies_outside_the_slice(dataset, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    place = Source(str(dataset("chr22-slice")["fasta"]), "chr22:32000001")
    with pytest.raises(RequestError, match=r"no allele lies inside .*hg38_chr22_32000000_32300000.fa.gz"):
        score_variants([str(dataset("chr22-gene")["vcf"])], "spliceai", place, Scoring())


def test_a_table_has_a_line_an_allele_and_track(source, vcf, tmp_path):
    found = score_variants(vcf(("chr1", 14, "A", "G,*")), "counter", source, Scoring())
    lines = table(found).splitlines()
    assert lines[0].split("\t") == ["variant", "fate", "track", "sad", "sar", "l2", "max", "null_l2"]
    assert lines[1].split("\t") == ["chr1:14:A:G", "scored", "G+", "1", "1", "1", "1", "0"]
    assert lines[2].split("\t") == ["chr1:14:A:G", "scored", "G-", "0", "0", "0", "0", "0"]
    assert lines[3].split("\t") == ["chr1:14:A:*", "star", *"......"]
    write_table(found, tmp_path / "x.tsv")
    assert (tmp_path / "x.tsv").read_text() == table(found)
