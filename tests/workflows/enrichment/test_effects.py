from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.base.progress import silent
from babelix.enrichment.coverage.members import Member
from babelix.genome.formats.vcf import Allele
from babelix.genome.variant import Variant
from babelix.workflows.enrichment.effects import Effects, Reference, effects_of

CONTIG = "T" * 20 + "AAAAA" + "CGCGC" + "N" * 5 + "T" * 20


@pytest.fixture
def fasta(tmp_path):
    (tmp_path / "g.fa").write_text(f">chr1\n{CONTIG}\n")
    (tmp_path / "m.meme").write_text(
        "MEME version 4\nMOTIF aaa\nletter-probability matrix: w= 3\n" + "1 0 0 0\n" * 3
    )
    return tmp_path / "g.fa"


def alleles(*variants):
    return [Allele(row, str(each), each) for row, each in enumerate(variants, start=1)]


def effects(asked, reference, *, peaks=(), chrom="1"):
    return effects_of(asked, [chrom] * len(asked), [], None, peaks, reference, silent)


def test_each_is_told_why_it_has_no_effect(fasta):
    asked = alleles(Variant("1", 3, "T", "C"), Variant("1", 32, "N", "C"), Variant("1", 900, "T", "C"))
    asked += [Allele(4, "1:9:T:<DEL>", None, "symbolic"), *alleles(Variant("1", 4, "G", "C"))]
    found = effects(asked, Reference(fasta, skip_mismatches=True))
    assert found.counts == {"REF agrees": 1, "outside the FASTA": 2, "symbolic": 1, "REF differs": 1}
    assert found.of(0) == {}
    assert Effects.none(2).of(1) == {}


def test_a_motifs_fate_is_the_effect_where_no_protein_changes(fasta):
    asked = alleles(Variant("1", 23, "A", "C"), Variant("1", 27, "G", "A"), Variant("1", 5, "T", "C"))
    peaks = [(Member("X", Path("chip.F.bed")), np.array([True, True, False]))]
    reference = Reference(fasta, motifs=fasta.parent / "m.meme", motif=("F=aaa",), motif_p=0.02)
    found = effects(asked, reference, peaks=peaks)
    assert [found.of(row).get("effect") for row in range(3)] == ["motif lost", "no motif site", None]
    assert found.of(0)["motif"].startswith("F:lost:-")
    assert (found.factors[0].factor, found.factors[0].variants) == ("F", 2)


def test_the_first_thousand_decide_whether_it_is_the_genome(fasta):
    wrong = [Variant("1", 3, "G", "C")]
    right = [Variant("1", 3, "T", "C")] * 1000
    found = effects(alleles(*right, *wrong * 50), Reference(fasta))
    assert found.counts == {"REF agrees": 1000, "REF differs": 50}
    with pytest.raises(
        RequestError, match=r"50 of the first 1000 alleles have another REF than .*g\.fa, 1:3:G:C the first"
    ):
        effects(alleles(*wrong * 50, *right), Reference(fasta))
