from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.vcf import Allele
from babelix.genome.variant import Variant
from babelix.tracks.batches import Ask
from babelix.tracks.effects import Effect
from babelix.tracks.own import Own
from babelix.workflows.dna.scoring.alleles import read_asked
from babelix.workflows.dna.scoring.score import Scoring, open_scorer, score_variants

BASES = "GGGGGGGGACTACATCTACAGGGGGGGGGGGG"


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


def test_of_a_slice_it_is_said_that_n_is_read_beyond_it(source):
    said = []
    open_scorer(["chr1:14:A:G"], "counter", source, Scoring(), said.append)
    open_scorer(["chr1:114:A:G"], "counter", replace(source, offset="chr1:101"), Scoring(), said.append)
    whole, sliced = (each.remark for each in said)
    assert whole == "window 28 bp, compared over 20 bp"
    assert sliced == f"{whole}; beyond the slices of {source.genome} N is read"


def test_a_window_of_ones_own(source):
    wide = score_variants(["chr1:12:A:G"], "counter", source, Scoring(("plus",)))
    assert (wide.about.window, wide.about.effect_window, wide.about.tracks) == (28, 20, ("G+",))
    near = score_variants(["chr1:12:A:G"], "counter", source, Scoring(effect_window=9))
    assert (near.about.window, near.about.effect_window) == (20, 12)
    assert near.rows[0].scores["G+"]["sad"] == 1
    with pytest.raises(RequestError, match="`effect_window` 21: expected 1 to 20 bases"):
        score_variants(["chr1:12:A:G"], "counter", source, Scoring(effect_window=21))


@pytest.mark.parametrize("batch_size", [2, 4, 7])
def test_the_same_rows_with_any_batch_size(source, vcf, batch_size):
    asked = vcf(
        ("chr1", 14, "A", "G,T,*"), ("chr1", 13, "CA", "C"), ("chr1", 14, "A", "ACT"), ("chrX", 4, "C", "G"),
        ("chr1", 12, "A", "C"),
    )  # fmt: skip
    one, several = (
        score_variants(asked, "counter", source, Scoring(batch_size=size)) for size in (1, batch_size)
    )
    assert one == several
    with pytest.raises(RequestError, match="`batch_size` 0: expected at least 1"):
        score_variants(asked, "counter", source, Scoring(batch_size=0))


def test_rows_come_as_they_are_scored(source):
    scorer = open_scorer(["chr1:14:A:G"], "counter", source, Scoring(batch_size=2))
    read = []

    def alleles():
        for number in range(1, 30):
            read.append(number)
            yield Allele(number, "x", Variant("chr1", number, BASES[number - 1], "N"))

    first = next(scorer.score(alleles()))
    assert first.fate == "scored"
    assert len(read) == 1  # its two windows fill a batch


def test_what_the_model_says_itself_stands_beside_its_tracks(source):
    class Both:
        """Counts C in the reference, a track that was not chosen, and says what was given."""

        columns: tuple[str, ...] = ("cytosines", "given")
        numbers: tuple[str, ...] = ("cytosines",)
        header: tuple[str, ...] = ()
        tracks: tuple[int, ...] = (1,)
        settings: Mapping[str, str] = {}

        def ask(self, given, variant):
            window = np.frombuffer(BASES[:28].encode(), np.uint8)
            return Ask(
                (window,), lambda found: Own({"cytosines": float(found[0].sum()), "given": str(given)})
            )

    scorer = replace(open_scorer(["chr1:14:A:G"], "counter", source, Scoring(("G+",))), own=Both())
    assert scorer.about.own == ("cytosines", "given")
    given = Variant("chr1", 21, "GG", "G")
    (row,) = scorer.score([Allele(1, "x", given)])
    assert list(row.scores) == ["G+"]
    assert row.own == {"cytosines": float(BASES[4:24].count("C")), "given": "chr1:21:GG:G"}


@pytest.mark.parametrize("batch_size", [1, 5])
def test_scores_are_averaged_over_strands_and_shifts(source, batch_size):
    """The counter says the same of both strands. Moved by a bin's half, the bins of the reference are others."""
    plain = score_variants(["chr1:14:A:G", "chr1:13:CA:C"], "counter", source, Scoring(("G+",)))
    scoring = Scoring(("G+",), batch_size=batch_size, both_strands=True)
    both = score_variants(["chr1:14:A:G", "chr1:13:CA:C"], "counter", source, scoring)
    assert both.rows == plain.rows
    assert both.about.tracks == ("G+",)
    moved = score_variants(["chr1:17:T:G"], "counter", source, replace(scoring, shifts="2,-2"))
    assert moved.rows[0].scores["G+"]["sad"] == 1
    with pytest.raises(RequestError, match="`shifts` 'x': expected bases to move by"):
        score_variants(["chr1:14:A:G"], "counter", source, Scoring(shifts="x"))


GENES = """chr1\ts\ttranscript\t15\t30\t.\t+\t.\tgene_id "A"; transcript_id "A1";
chr1\ts\ttranscript\t12\t30\t.\t+\t.\tgene_id "A"; transcript_id "A2";
chr1\ts\ttranscript\t1\t15\t.\t-\t.\tgene_id "B"; transcript_id "B1";
chr1\ts\ttranscript\t5\t30\t.\t+\t.\tgene_id "edge"; transcript_id "E1";
chr1\ts\ttranscript\t27\t30\t.\t+\t.\tgene_id "out"; transcript_id "O1";
"""


def test_scores_at_starts_of_transcription(source, tmp_path):
    """Bins at 4, 8, 12, 16 and 20 are predicted around base 13: the starts at 11 and 14 have three of them each."""
    (tmp_path / "x.gtf").write_text(GENES)
    scoring = Scoring(("G+",), tss=tmp_path / "x.gtf")
    found = score_variants(["chr1:14:A:G", "chr1:22:G:C"], "counter", source, scoring)
    assert found.about.at_starts
    first, second = found.rows
    assert [(each.gene, each.place, each.scores["G+"]["sad"]) for each in first.starts] == [
        ("A", "chr1:12", 1.0), ("A", "chr1:15", 1.0), ("B", "chr1:15", 1.0)
    ]  # fmt: skip
    # Bins at 12, 16, 20, 24 and 28 now: the start at 26 has three, that at 14 stands in the first one.
    assert [(each.gene, each.scores["G+"]["sad"]) for each in second.starts] == [("out", -1.0)]
    assert second.scores["G+"]["sad"] == -1
    plain = score_variants(["chr1:14:A:G"], "counter", source, Scoring(("G+",)))
    assert plain.rows[0] == replace(first, starts=())


def test_scores_at_starts_are_averaged_over_the_views_that_all_have_them(source, tmp_path):
    near = 'chr1\ts\ttranscript\t9\t30\t.\t+\t.\tgene_id "near"; transcript_id "N1";\n'
    (tmp_path / "x.gtf").write_text(GENES + near)
    scoring = Scoring(("G+",), tss=tmp_path / "x.gtf", both_strands=True, shifts="0,1")
    (row,) = score_variants(["chr1:14:A:G"], "counter", source, scoring).rows
    # Moved by one, bins stand at 5, 9, 13, 17 and 21: the start at 8 stands in the first, unmoved in the second.
    assert [(each.place, each.scores["G+"]["sad"]) for each in row.starts] == [
        ("chr1:12", 1.0), ("chr1:15", 1.0), ("chr1:15", 1.0)
    ]  # fmt: skip


def test_genes_of_other_contigs_are_refused_before_a_model_is_loaded(source, tmp_path):
    (tmp_path / "x.gtf").write_text(GENES.replace("chr1", "1"))
    with pytest.raises(
        RequestError, match=r"x.gtf: contig '1' is not in .*`rename_contigs` ucsc maps 1 to chr1"
    ):
        score_variants(["chr1:14:A:G"], "none", source, Scoring(tss=tmp_path / "x.gtf"))


def test_what_computes_effects_without_windows_is_asked(source, g_counter, tmp_path):
    """It takes substitutions alone here; deletions go through windows."""
    scorer = open_scorer(["chr1:12:A:G"], "counter", source, Scoring(("plus",)))
    asked = []

    class Fast:
        def takes(self, variant):
            return variant.change == 0

        def effect(self, variant):
            asked.append(str(variant))
            zeros, ones = np.zeros((5, 2)), np.ones((5, 2))
            return Effect(0, 4, zeros, ones, zeros)

    alleles = list(read_asked(["chr1:12:A:G", "chr1:12:AC:A"]))
    plain = list(scorer.score(alleles))
    fast = list(replace(scorer, fast=Fast()).score(alleles))
    assert len(asked) == 1
    assert fast[0].scores["G+"]["sad"] == 5
    assert fast[1] == plain[1]
