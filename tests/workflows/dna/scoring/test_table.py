from pathlib import Path

from babelix.workflows.dna.scoring.results import About, AtStart, Scored, VariantScores
from babelix.workflows.dna.scoring.score import Scoring, score_variants
from babelix.workflows.dna.scoring.table import table, write_table


def test_a_table_has_a_line_an_allele_and_track(source, vcf, tmp_path):
    found = score_variants(vcf(("chr1", 14, "A", "G,*")), "counter", source, Scoring())
    lines = table(found).splitlines()
    assert lines[0].split("\t") == ["variant", "fate", "track", "sad", "sar", "l2", "max", "null_l2"]
    assert lines[1].split("\t") == ["chr1:14:A:G", "scored", "G+", "1", "1", "1", "1", "0"]
    assert lines[2].split("\t") == ["chr1:14:A:G", "scored", "G-", "0", "0", "0", "0", "0"]
    assert lines[3].split("\t") == ["chr1:14:A:*", "star", *"......"]
    write_table(found, tmp_path / "x.tsv")
    assert (tmp_path / "x.tsv").read_text() == table(found)


def test_a_table_of_starts_has_a_line_a_gene_start_and_track():
    about = About("m", Path("g"), None, 28, 20, ("G+", "G-"), ("more",), True)
    whole = {"G+": {"sad": 9.0}, "G-": {"sad": 9.0}}
    starts = (
        AtStart("A", "c:5", {"G+": {"sad": 1.0}, "G-": {"max": 2.0}}),
        AtStart("B", "c:7", {"G+": {"l2": 3.0}}),
    )
    rows = (
        Scored("v", "scored", whole, {"more": "x"}, {}, starts),
        Scored("w", "scored", whole),
        Scored("s", "star"),
    )
    assert [line.split("\t") for line in table(VariantScores(about, rows)).splitlines()] == [
        ["variant", "fate", "gene", "start", "track", "sad", "sar", "l2", "max", "null_l2", "more"],
        ["v", "scored", "A", "c:5", "G+", "1", ".", ".", ".", ".", "x"],
        ["v", "scored", "A", "c:5", "G-", ".", ".", ".", "2", ".", "x"],
        ["v", "scored", "B", "c:7", "G+", ".", ".", "3", ".", ".", "x"],
        ["w", "scored", *"........."],
        ["s", "star", *"........."],
    ]


def test_without_tracks_a_table_has_what_the_model_says():
    about = About("m", Path("g"), None, 28, 20, (), ("more", "less"))
    rows = (Scored("v", "scored", {}, {"more": 0.5}), Scored("s", "star"))
    assert table(VariantScores(about, rows)) == (
        "variant\tfate\tmore\tless\nv\tscored\t0.5\t.\ns\tstar\t.\t.\n"
    )
