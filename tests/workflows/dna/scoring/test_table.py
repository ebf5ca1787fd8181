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
