from pathlib import Path

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.workflows.enrichment.breakdown import Frequencies, GeneFiles, break_down
from babelix.workflows.enrichment.effects import Reference

# UTR, ATG AAA CCC AAA CCC AAA CCC, an intron of 64 bases, GGG GTT and the stop TAA.
CONTIG = "T" * 50 + "ATGAAACCCAAACCCAAACCC" + "GT" + "A" * 60 + "AG" + "GGGGTTTAA" + "T" * 50
HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tann\n"
ROWS = (
    "1 54 . A G . . AF=0.3;EUR_AF=0.2 GT 0|1",
    "1 56 . A G . . AF=0.01 GT 0|0",
    "1 45 . T C . . DP=3 GT 1|1",
    "1 90 . A <DEL> . . AF=0.1;EUR_AF=0.1 GT 0|1",
    "1 9 . T C . . AF=0.3;EUR_AF=0.005 GT .",
    "7 9 . T C . . AF=0.3;EUR_AF=0.005 GT 1|0",
)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "x.vcf").write_text(HEAD + "".join("\t".join(row.split()) + "\n" for row in ROWS))
    blocks = ["chr1", "40", "160", "T1", "0", "+", "50", "144", "0", "2", "31,25,", "0,95,"]
    (tmp_path / "genes.bed").write_text("\t".join(blocks) + "\n")
    (tmp_path / "peaks.F1.bed").write_text("1\t50\t55\n1\t100\t110\n")
    (tmp_path / "b.bed").write_text("chr1\t5\t60\n")
    (tmp_path / "g.fa").write_text(f">chr1\n{CONTIG}\n")
    return tmp_path


def broken(files, *more, **settings):
    given = [f"A={files / 'peaks.F1.bed'}", f"B={files / 'b.bed'}"]
    return break_down(files / "x.vcf", given, GeneFiles(files / "genes.bed"), *more, **settings)


def test_every_class_by_hand(files):
    found = broken(files)
    seen = [(line.position, line.frequency_class, line.place, line.annotations) for line in found.lines]
    assert seen == [
        (54, "common", "coding", ("A", "B")),
        (56, "rare", "coding", ("B",)),
        (45, "unknown", "UTR", ("B",)),
        (90, "common", "intron", ()),
        (9, "rare", "intergenic", ("B",)),
    ]
    assert found.assumed == 1
    assert found.left_out_chroms == {"7": f"no gene in {files / 'genes.bed'}"}
    assert found.left_out == {"on 7": 1}
    assert found.joined == {"1": "chr1"}
    assert found.reference is None
    (files / "x.vcf").write_text((files / "x.vcf").read_text().replace("\n1\t", "\nchr1\t"))
    assert broken(files).joined == {"1": "chr1"}, "the peaks call it so"


def test_one_person_and_a_panel(files):
    (files / "panel.tsv").write_text("chrom\tposition\nchr1\t54\n1\t90\n")
    found = broken(files, Frequencies(panel=files / "panel.tsv"), sample="ann")
    assert [(line.position, line.frequency_class) for line in found.lines] == [
        (54, "in the panel"),
        (45, "absent from the panel"),
        (90, "in the panel"),
    ]
    assert found.left_out == {"not carried": 1, "without a genotype": 1, "on 7": 1}


def test_a_panel_that_never_meets_the_variants_is_refused(files):
    (files / "panel.tsv").write_text("chrom\tposition\nscaffold7\t54\n")
    with pytest.raises(
        RequestError, match=r"panel\.tsv has no variant on chr1; give a panel of the same assembly"
    ):
        broken(files, Frequencies(panel=files / "panel.tsv"))


def test_genes_that_call_one_contig_by_two_names_are_on_one(files):
    text = (files / "genes.bed").read_text()
    (files / "genes.bed").write_text(
        text.replace("chr1\t40", "1\t40")
        + text.replace("chr1\t40\t160", "chr1\t240\t360").replace("50\t144", "250\t344")
    )
    found = broken(files)
    assert [line.place for line in found.lines if line.position == 54] == ["coding"]


def test_effects_on_the_genomes_own_bases(files):
    found = broken(files, reference=Reference(files / "g.fa"))
    told = {line.position: (line.effect, line.gene, line.change) for line in found.lines}
    assert told == {
        54: ("missense", "T1", "2K>2E"),
        56: ("synonymous", "T1", "2K"),
        45: ("", "", ""),
        90: ("", "", ""),
        9: ("", "", ""),
    }
    assert found.reference == {"REF agrees": 4, "symbolic": 1}


def test_motifs_in_the_peaks_of_their_factor(files):
    word = [[0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]]  # no site of either allele
    alike = "MOTIF AAA\nletter-probability matrix: w= 3\n" + "1 0 0 0\n" * 3
    other = "MOTIF CAC\nletter-probability matrix: w= 3\n"
    other += "".join(" ".join(map(str, row)) + "\n" for row in np.array(word))
    (files / "m.meme").write_text(f"MEME version 4\n{alike}{other}")
    reference = Reference(files / "g.fa", None, files / "m.meme", ("F1=AAA", "A=CAC"), 0.02)
    found = broken(files, reference=reference)
    assert [(each.factor, each.motif, each.variants) for each in found.factors] == [
        ("F1", "AAA", 1),
        ("A", "CAC", 1),
    ]
    assert found.factors[0].fates["lost"] == found.factors[1].fates["no site"] == 1
    line = found.lines[0]
    assert line.motif.split(",")[0].startswith("F1:lost:-")
    assert line.effect == "missense", "what it does to the protein goes before"


def test_exons_and_genes_alone_tell_nothing_of_coding(files):
    (files / "exons.bed").write_text("1\t40\t71\n1\t135\t160\n")
    (files / "all.bed").write_text("chr1\t40\t160\n")
    given = [f"B={files / 'b.bed'}"]
    found = break_down(
        files / "x.vcf", given, GeneFiles(None, files / "exons.bed", files / "all.bed"), Frequencies("none")
    )
    assert [(line.place, line.frequency_class) for line in found.lines] == [
        *[("exon", "any frequency")] * 3,
        ("intron", "any frequency"),
        ("intergenic", "any frequency"),
    ]


def test_another_genome_is_refused(files):
    (files / "other.fa").write_text(f">1\n{CONTIG[::-1].replace('A', 'C')}\n")
    with pytest.raises(
        RequestError, match=r"of the first 4 alleles have another REF than .*other\.fa, 1:54:A:G the first"
    ):
        broken(files, reference=Reference(files / "other.fa"))
    found = broken(files, reference=Reference(files / "other.fa", skip_mismatches=True))
    assert found.reference is not None
    assert found.reference["REF differs"] >= 2
    (files / "far.fa").write_text(f">2\n{CONTIG}\n")
    with pytest.raises(RequestError, match=r"no variant lies inside .*far\.fa, 1:54:A:G the first outside"):
        broken(files, reference=Reference(files / "far.fa"))


@pytest.mark.parametrize(
    ("genes", "said"),
    [
        (GeneFiles(), "expected `genes`, or `exons` and `introns` together"),
        (GeneFiles(exons=Path("e")), "expected `genes`, or `exons` and `introns` together"),
        (GeneFiles(Path("g"), Path("e"), Path("i")), "expected `genes`, or `exons` and `introns` together"),
    ],
)
def test_gene_files_that_do_not_go_together(files, genes, said):
    with pytest.raises(RequestError, match=said):
        break_down(files / "x.vcf", [f"B={files / 'b.bed'}"], genes)


def test_files_that_never_meet_are_refused(files):
    (files / "far.bed").write_text("chr9\t5\t60\n")
    with pytest.raises(
        RequestError, match=r"no variant on a contig .*1: no element in F; 7: no gene in .*one assembly"
    ):
        break_down(files / "x.vcf", [f"F={files / 'far.bed'}"], GeneFiles(files / "genes.bed"))
    (files / "ref.vcf").write_text(HEAD + "1\t54\t.\tA\tG\t.\t.\t.\tGT\t0|0\n")
    with pytest.raises(RequestError, match=r"no allele to count \(1 not carried\)"):
        break_down(
            files / "ref.vcf",
            [f"B={files / 'b.bed'}"],
            GeneFiles(files / "genes.bed"),
            Frequencies("none"),
            "ann",
        )


def test_a_motif_needs_its_file_and_its_peaks(files):
    with pytest.raises(RequestError, match="`motifs`, the file, and `motif`, FACTOR=NAME of one of them"):
        broken(files, reference=Reference(files / "g.fa", motif=("A=AAA",)))
    (files / "m.meme").write_text(
        "MEME version 4\nMOTIF AAA\nletter-probability matrix: w= 3\n" + "1 0 0 0\n" * 3
    )
    with pytest.raises(RequestError, match="no annotation is called Q, and no file's name has that part"):
        broken(files, reference=Reference(files / "g.fa", None, files / "m.meme", ("Q=AAA",)))
