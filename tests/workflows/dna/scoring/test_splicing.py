import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from babelix.base.errors import RequestError
from babelix.foreign.spliceai import SpliceAI, SpliceNetwork
from babelix.foreign.splicing.genes import Genes
from babelix.genome.contig_names import ContigNames
from babelix.genome.contigs import Genome
from babelix.workflows.dna import models
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.job import open_job
from babelix.workflows.dna.scoring.outputs import Outputs
from babelix.workflows.dna.scoring.score import Scoring, open_model_scorer, open_scorer, score_variants
from babelix.workflows.dna.scoring.splicing import Splicing, splice_deltas, splice_genes
from babelix.workflows.dna.scoring.table import table

TABLE = "#NAME\tCHROM\tSTRAND\tTX_START\tTX_END\tEXON_START\tEXON_END\n"
GTF = 'chr1\ts\texon\t{}\t{}\t.\t{}\t.\tgene_id "{}"; transcript_id "{}";\n'


@pytest.fixture
def genome(tmp_path):
    (tmp_path / "g.fa").write_text(">chr1\nGGGGGGGGACTACATCTACA\n")
    return Genome.open(tmp_path / "g.fa", tmp_path)


def names_of(genome):
    return ContigNames(genome.lengths, None, genome.path)


def test_genes_of_a_gtf_are_their_widest_transcripts(genome, tmp_path):
    rows = [(2, 5, "+", "A", "a"), (3, 9, "+", "A", "b"), (12, 13, "+", "A", "b"), (4, 6, ".", "B", "c")]
    (tmp_path / "g.gtf").write_text("".join(GTF.format(*row) for row in rows))
    genes = splice_genes(Splicing(gtf=tmp_path / "g.gtf"), genome, names_of(genome))
    assert len(genes) == 1  # one without a strand is none
    assert genes.at("chr1", 1) == []
    (gene,) = genes.at("chr1", 2)
    assert (gene.place.start, gene.place.end, len(gene.exons)) == (2, 13, 2)
    assert genes.described == "1 gene (transcripts by widest 1)"


def test_the_transcript_that_a_gtf_tags_stands_for_its_gene(genome, tmp_path):
    """The first tag of the list that any transcript has decides; of two that have it, the wider one."""
    tags = {
        "a": ("Ensembl canonical", "basic"),
        "b": ("basic", "appris_principal_1"),
        "c": ("MANE Select",),
        "d": (),
    }
    rows = [(2, 5, "+", "A", "a"), (2, 9, "+", "A", "b"), (3, 12, "+", "B", "d"), (3, 6, "+", "B", "c")]
    text = [
        GTF.format(*row).removesuffix("\n") + "".join(f' tag "{tag}";' for tag in tags[row[4]]) + "\n"
        for row in [*rows, (4, 8, "+", "C", "d"), (4, 9, "+", "D", "d"), (4, 7, "+", "D", "b")]
    ]
    (tmp_path / "g.gtf").write_text("".join(text))
    genes = splice_genes(Splicing(gtf=tmp_path / "g.gtf"), genome, names_of(genome))
    assert [(gene.name, gene.place.end) for gene in genes.at("chr1", 4)] == [
        ("A", 5),
        ("B", 6),
        ("C", 8),
        ("D", 7),
    ]
    assert genes.chosen == {"Ensembl_canonical": 1, "MANE_Select": 1, "widest": 1, "appris_principal_1": 1}


@pytest.mark.parametrize(
    ("splicing", "message"),
    [
        (
            Splicing(),
            r"`deltas`: the contigs of .*g.fa do not tell .* `annotation` grch37 or grch38, or .*`gtf`",
        ),
        (Splicing(distance=5_000), r"`distance` 5000: expected 1 to 4999 bases"),
        # Every REF is longer than twice nothing: no allele would have a score.
        (Splicing(distance=0), r"`distance` 0: expected 1 to 4999 bases"),
        (Splicing(annotation="t.txt", gtf=Path("g.gtf")), r"`annotation` and `gtf` both name genes"),
        (Splicing(annotation="t.txt"), r"t.txt: none of its genes lies on a contig of .*g.fa; .*`gtf`"),
    ],
)
def test_genes_that_cannot_be_told_are_refused(genome, tmp_path, monkeypatch, splicing, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.txt").write_text(TABLE + "G\t7\t+\t1\t9\t1,\t9,\n")
    with pytest.raises(RequestError, match=message):
        splice_genes(splicing, genome, names_of(genome))


def test_another_model_has_none(genome, g_counter):
    with pytest.raises(RequestError, match="`deltas`: the model counter has no delta scores, SpliceAI has"):
        splice_deltas(g_counter, genome, Genes([], names_of(genome)), Splicing())


@pytest.fixture
def spliced(tmp_path, monkeypatch):
    """A genome as long as a network reads, two genes at its middle, a VCF with a row of each kind."""
    torch.manual_seed(9)
    network = SpliceNetwork().eval().requires_grad_(False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "spliceai", lambda device: SpliceAI("random", [network]))
    bases = random.Random(3).choices("ACGT", k=10_301)
    bases[5_149:5_152] = "ACG"
    (tmp_path / "g.fa").write_text(">chr1\n" + "".join(bases) + "\n")
    rows = "A\t1\t+\t5101\t5199\t5101,\t5199,\nB\t1\t-\t5000\t5301\t5000,\t5301,\n"
    (tmp_path / "t.txt").write_text(TABLE + rows)
    (tmp_path / "x.vcf").write_text(
        "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        "chr1\t5150\t.\tA\tT,*,AG\t.\t.\tX\nchr1\t5150\t.\tACG\tTT\t.\t.\t.\nchr1\t9\t.\t"
        + f"{bases[8]}\tN\t.\t.\tSpliceAI=old\n"
    )
    return Source(str(tmp_path / "g.fa")), Scoring(
        splicing=Splicing(distance=7, annotation=str(tmp_path / "t.txt"))
    )


@pytest.mark.slow  # 10,000 bases through a network for each of two genes
def test_deltas_in_table_and_vcf(spliced, tmp_path):
    source, scoring = spliced
    asked = [str(tmp_path / "x.vcf")]
    found = score_variants(asked, "spliceai", source, scoring)
    lines = [line.split("\t") for line in table(found).splitlines()]
    assert lines[0] == [
        "variant", "fate", "SYMBOL", "DS_AG", "DS_AL", "DS_DG", "DS_DL",
        "DP_AG", "DP_AL", "DP_DG", "DP_DL", "SpliceAI", "why_none",
    ]  # fmt: skip
    assert [(line[1], line[-1]) for line in lines[1:]] == [
        ("scored", "."), ("star", "."), ("scored", "."), ("scored", "several_bases"), ("scored", "near_end")
    ]  # fmt: skip
    records = lines[1][-2].split(",")
    assert [record.split("|")[:2] for record in records] == [["T", "A"], ["T", "B"]]
    job = open_job(asked, "spliceai", source, scoring, Outputs(tmp_path / "o.vcf", None, None))
    job.run()
    text = (tmp_path / "o.vcf").read_text()
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    # Number is `.`: alleles without a record leave none.
    several = ",".join([*records, *lines[3][-2].split(",")])
    assert rows[0][7] == f"X;BABELIX_FATE=scored,star,scored;SpliceAI={several}"
    assert rows[1][7] == "BABELIX_FATE=scored;SpliceAI=TT|A|.|.|.|.|.|.|.|.,TT|B|.|.|.|.|.|.|.|."
    assert rows[2][7] == "BABELIX_FATE=scored"
    assert "ID=SpliceAI,Number=.,Type=String" in text
    assert "BABELIX_SAD" not in text


@pytest.mark.slow
def test_tracks_beside_deltas_only_where_they_are_named(spliced):
    source, scoring = spliced
    scorer = open_scorer(["chr1:5150:A:T"], "spliceai", source, scoring)
    assert scorer.about.tracks == ()
    assert scorer.own.settings["distance"] == "7"
    both = replace(scoring, tracks=("donor+",), effect_window=3)
    (row,) = score_variants(["chr1:5150:A:T"], "spliceai", source, both).rows
    assert list(row.scores) == ["donor+"]
    assert row.own["SYMBOL"] in ("A", "B")


@pytest.mark.parametrize(
    "idle",
    [
        {"window": 10_101},
        {"effect_window": 101},
        {"both_strands": True},
        {"shifts": "1"},
        {"tss": Path("g.gtf")},
        {"background": Path("b.npz")},
    ],
)
def test_what_only_tracks_heed_is_refused_beside_deltas_alone(genome, idle):
    (name,) = idle
    with pytest.raises(RequestError, match=rf"`{name}` is for scores of tracks, .*leave out `{name}`"):
        open_model_scorer("spliceai", genome, names_of(genome), Scoring(splicing=Splicing(), **idle))
