import io

from babelix.genome.formats.ensembl_gff3 import biotype, write_ensembl
from babelix.genome.formats.genes import read_genes
from babelix.genome.gene import Gene, Transcript
from babelix.genome.region import Region


def regions(*ends):
    return tuple(Region("c", start, end) for start, end in ends)


def gene(strand, coding, phase=0, kind="protein_coding"):
    exons = regions((100, 110), (120, 133), (150, 167))
    transcript = Transcript("NM;1", Region("c", 100, 167), exons, regions(*coding), phase, kind)
    return Gene("A=1", transcript.place, strand, exons, (transcript,))


def written(*genes, shift=0):
    file = io.StringIO()
    write_ensembl(file, ((str(key), each) for key, each in enumerate(genes)), shift)
    return [line.split("\t") for line in file.getvalue().splitlines()]


def parts(rows, kind):
    return [(int(row[3]), int(row[4]), row[7]) for row in rows if row[2] == kind]


def test_phases_go_on_from_exon_to_exon_in_the_direction_of_reading():
    forward = written(gene(1, [(106, 110), (120, 133), (150, 154)]))
    # 4 bases read: 2 are left to end the second codon; 13 - 2 = 11: 1 is left.
    assert parts(forward, "CDS") == [(107, 110, "0"), (121, 133, "2"), (151, 154, "1")]
    backward = written(gene(-1, [(106, 110), (120, 133), (150, 154)], phase=1))
    assert parts(backward, "CDS") == [(151, 154, "1"), (121, 133, "0"), (107, 110, "2")]


def test_what_is_not_coded_is_a_utr_by_the_strand():
    coding = [(106, 110), (120, 133), (150, 154)]
    forward, backward = written(gene(1, coding)), written(gene(-1, coding))
    assert parts(forward, "five_prime_UTR") == parts(backward, "three_prime_UTR") == [(101, 106, ".")]
    assert parts(forward, "three_prime_UTR") == parts(backward, "five_prime_UTR") == [(155, 167, ".")]
    assert parts(written(gene(1, [])), "five_prime_UTR") == []


def test_names_are_numbers_and_all_stands_shifted_to_the_left():
    rows = written(gene(1, []), gene(0, []), gene(-1, []), shift=90)
    assert [(row[2], row[3], row[4], row[6], row[8]) for row in rows if row[2] in ("gene", "transcript")] == [
        ("gene", "11", "77", "+", "ID=gene:0;Name=0;biotype=lncRNA"),
        ("transcript", "11", "77", "+", "ID=transcript:0.0;Parent=gene:0;biotype=lncRNA"),
        ("gene", "11", "77", "-", "ID=gene:2;Name=2;biotype=lncRNA"),
        ("transcript", "11", "77", "-", "ID=transcript:2.0;Parent=gene:2;biotype=lncRNA"),
    ]


def test_a_kind_that_bcftools_does_not_know_becomes_one_that_it_knows():
    coding, other = [(120, 126)], []
    assert (
        biotype(gene(1, coding, kind="nonsense_mediated_decay").transcripts[0]) == "nonsense_mediated_decay"
    )
    assert biotype(gene(1, coding, kind="mRNA").transcripts[0]) == "protein_coding"
    assert biotype(gene(1, other, kind="snoRNA").transcripts[0]) == "snoRNA"
    assert biotype(gene(1, other, kind="protein_coding").transcripts[0]) == "lncRNA"


def test_what_is_written_reads_back(tmp_path):
    file = tmp_path / "x.gff3"
    genes = [gene(1, [(106, 110), (120, 133)], 2), gene(-1, [(121, 130)])]
    with file.open("w") as open_file:
        write_ensembl(open_file, ((str(key), each) for key, each in enumerate(genes)))
    for key, (before, after) in enumerate(zip(genes, read_genes(file), strict=True)):
        (was,), (now,) = before.transcripts, after.transcripts
        assert (after.name, now.name) == (str(key), f"{key}.0")
        assert (after.strand, now.exons, now.coding, now.phase) == (
            before.strand,
            was.exons,
            was.coding,
            was.phase,
        )
