from babelix.genome.formats.genes import read_genes
from babelix.genome.region import Region


def row(kind, first, last, attributes, strand="+"):
    return f"c\tsrc\t{kind}\t{first}\t{last}\t.\t{strand}\t.\t{attributes}\n"


def genes(tmp_path, *rows):
    (tmp_path / "x.gff3").write_text("##gff-version 3\n" + "".join(rows))
    return read_genes(tmp_path / "x.gff3")


def test_a_gene_its_transcripts_their_exons_in_any_order(tmp_path):
    """As Ensembl writes it; an exon of both transcripts is one row."""
    first, second = genes(
        tmp_path,
        row("chromosome", 1, 900, "ID=chromosome:c"),
        row("exon", 1, 20, "Parent=transcript:t1,transcript:t2;ID=e1"),
        row("CDS", 5, 20, "Parent=transcript:t1;ID=p1"),
        row("mRNA", 1, 60, "ID=transcript:t1;Parent=gene:g1"),
        row("gene", 1, 80, "ID=gene:g1;Name=A%2CB"),
        row("exon", 41, 60, "Parent=transcript:t1"),
        row("lnc_RNA", 1, 80, "ID=transcript:t2;Parent=gene:g1"),
        row("exon", 71, 80, "Parent=transcript:t2"),
        "###\n",
        row("gene", 101, 160, "ID=gene:g2", "-"),
        "##FASTA\n>c\nACGT\n",
    )
    assert (first.name, first.place, first.strand) == ("A,B", Region("c", 0, 80), 1)
    assert first.exons == (Region("c", 0, 20), Region("c", 40, 60), Region("c", 70, 80))
    assert [(each.name, each.place, len(each.exons)) for each in first.transcripts] == [
        ("t1", Region("c", 0, 60), 2),
        ("t2", Region("c", 0, 80), 2),
    ]
    assert first.starts == (0,)
    assert (second.name, second.starts, second.exons) == ("g2", (159,), ())


def test_what_other_files_leave_out(tmp_path):
    """Transcripts alone; a parent that is not in the file; a gene of coded stretches; one without a name."""
    alone, orphan, coded = genes(
        tmp_path,
        row("transcript", 5, 9, "ID=ST1;Name=YAL1", "-"),
        row("mRNA", 11, 40, "ID=m1;Parent=lost;gene=ABC"),
        row("exon", 11, 20, "Parent=m1"),
        row("gene", 51, 90, "ID=b1;gene_name=dnaA;Name=other"),
        row("CDS", 51, 70, "ID=cds;Parent=b1"),
        row("CDS", 81, 90, "ID=cds;Parent=b1"),
        row("repeat_region", 95, 99, "ID=r1"),
        row("gene", 95, 99, "note=none"),
    )
    assert (alone.name, alone.starts, alone.exons) == ("YAL1", (8,), ())
    assert (orphan.name, orphan.exons, orphan.starts) == ("ABC", (Region("c", 10, 20),), (10,))
    assert (coded.name, coded.exons) == ("dnaA", (Region("c", 50, 70), Region("c", 80, 90)))


def test_a_feature_of_several_lines_reaches_over_all(tmp_path):
    (gene,) = genes(tmp_path, row("gene", 31, 40, "ID=g"), row("gene", 11, 20, "ID=g"))
    assert gene.place == Region("c", 10, 40)


def test_what_a_transcript_codes_and_from_where_in_a_codon(tmp_path):
    above = "ID=gene:G;Name=ABC", "ID=transcript:ENST1;Parent=gene:G;Name=ABC-001;biotype=protein_coding"
    rows = [f"c\ts\tgene\t1\t60\t.\t+\t.\t{above[0]}", f"c\ts\tmRNA\t1\t60\t.\t+\t.\t{above[1]}"]
    for kind, first, last, phase in (
        ("exon", 1, 20, "."),
        ("exon", 31, 60, "."),
        ("CDS", 31, 43, "0"),
        ("CDS", 5, 20, "1"),
    ):
        rows.append(f"c\ts\t{kind}\t{first}\t{last}\t.\t+\t{phase}\tParent=transcript:ENST1")
    (tmp_path / "x.gff3").write_text("\n".join(rows) + "\n")
    (transcript,) = read_genes(tmp_path / "x.gff3")[0].transcripts
    assert (transcript.name, transcript.phase, transcript.kind) == ("ENST1", 1, "protein_coding")
    assert transcript.coding == (Region("c", 4, 20), Region("c", 30, 43))
