import pytest

from babelix.base.errors import RequestError
from babelix.genome.formats.genes import read_genes
from babelix.genome.region import Region


def row(kind, first, last, gene="g1", strand="+", more=""):
    return f'c\tsrc\t{kind}\t{first}\t{last}\t.\t{strand}\t.\tgene_id "{gene}"; {more}\n'


def test_a_gene_is_where_its_rows_are(tmp_path):
    text = (
        "# about\n\n"
        + row("exon", 31, 40, more='gene_name "ABC";')
        + row("exon", 11, 20, more='gene_name "ABC";')
    )
    text += row("exon", 11, 20, more='gene_name "ABC";') + row("CDS", 5, 12, more='gene_name "ABC";')
    (tmp_path / "x.gtf").write_text(text + row("transcript", 50, 50, "g2", "-"))
    first, second = read_genes(tmp_path / "x.gtf")
    assert (first.name, first.strand, first.place) == ("ABC", 1, Region("c", 4, 40))
    assert first.exons == (Region("c", 10, 20), Region("c", 30, 40))
    assert (second.name, second.strand, second.place, second.exons) == ("g2", -1, Region("c", 49, 50), ())


def test_transcripts_have_exons_and_starts_of_their_own(tmp_path):
    def of(transcript, *places):
        more = f'transcript_id "{transcript}";'
        return "".join(row("exon", first, last, "g", "-", more) for first, last in places)

    text = row("gene", 1, 60, "g", "-") + of("t1", (41, 60), (1, 20)) + of("t2", (11, 50))
    (tmp_path / "x.gtf").write_text(text)
    (gene,) = read_genes(tmp_path / "x.gtf")
    assert [(each.name, each.place) for each in gene.transcripts] == [
        ("t1", Region("c", 0, 60)),
        ("t2", Region("c", 10, 50)),
    ]
    assert gene.transcripts[0].exons == (Region("c", 0, 20), Region("c", 40, 60))
    assert gene.starts == (49, 59)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (row("exon", 5, 6).replace("\t", " "), "line 1: expected nine columns"),
        (row("exon", 5, 6) + row("exon", 0, 6), "line 2: expected nine columns"),
        (row("exon", 7, 6), "line 1: expected nine columns"),
        (row("exon", 5, 6) + 'c\ts\texon\t5\t6\t.\t+\t.\tname "x"\n', 'line 2: .* gene_id "..."'),
    ],
)
def test_what_is_no_gtf_is_refused(tmp_path, text, said):
    (tmp_path / "x.gtf").write_text(text)
    with pytest.raises(RequestError, match=said):
        read_genes(tmp_path / "x.gtf")


def test_what_a_transcript_codes_ends_with_its_stop_codon(tmp_path):
    more = 'transcript_id "t"; transcript_type "protein_coding";'
    rows = [row("exon", 1, 30, "g", "-", more), row("exon", 41, 60, "g", "-", more)]
    rows += [row("CDS", 41, 53, "g", "-", more).replace("\t-\t.", "\t-\t2")]
    rows += [row("CDS", 14, 30, "g", "-", more).replace("\t-\t.", "\t-\t1")]
    rows += [row("stop_codon", 11, 13, "g", "-", more)]
    (tmp_path / "x.gtf").write_text("".join(rows))
    (transcript,) = read_genes(tmp_path / "x.gtf")[0].transcripts
    assert transcript.coding == (Region("c", 10, 30), Region("c", 40, 53))
    assert (transcript.phase, transcript.kind) == (2, "protein_coding")
