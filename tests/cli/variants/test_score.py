import json

import pytest

from babelix.cli.main import run
from babelix.workflows.dna import models


@pytest.fixture
def typed(tmp_path, monkeypatch, g_counter, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.fa").write_text(">chr1\nGGGGGGGGACTACATCTACAGGGGGGGGGGGG\n")

    def type_line(line):
        code = run(["variants", "score", "--genome", "g.fa", "--model", "counter", *line.split()])
        return code, capsys.readouterr()

    return type_line


def test_a_table_is_printed_or_written(typed, tmp_path):
    code, said = typed("chr1:14:A:G --track plus")
    assert code == 0
    assert said.out.splitlines()[1] == "chr1:14:A:G\tscored\tG+\t1\t1\t1\t1\t0"
    assert "window 28 bp, compared over 20 bp" in said.err
    assert said.err.endswith("counter on g.fa: 1 scored\n")
    code, quiet = typed("chr1:14:A:G --track plus --table x.tsv --quiet")
    assert (code, quiet.out) == (0, "")
    assert (tmp_path / "x.tsv").read_text() == said.out


def test_what_programs_read(typed):
    code, said = typed("chr1:14:A:G --track minus --effect-window 4 --json")
    assert code == 0
    assert json.loads(said.out) == [
        {
            "variant": "chr1:14:A:G", "fate": "scored",
            "scores": {"G-": {"sad": 0.0, "sar": 0.0, "l2": 0.0, "max": 0.0, "null_l2": 0.0}},
            "model": "counter", "genome": "g.fa", "assembly": None, "window": 12, "effect_window": 4,
        }
    ]  # fmt: skip


def test_starts_strands_and_shifts(typed, tmp_path):
    (tmp_path / "x.gff3").write_text("chr1\ts\ttranscript\t15\t30\t.\t+\t.\tID=t;Name=A\n")
    line = "chr1:14:A:G --track plus --tss x.gff3 --both-strands --shifts -4,4"
    code, said = typed(line)
    assert code == 0
    assert said.out.splitlines()[1] == "chr1:14:A:G\tscored\tA\tchr1:15\tG+\t1\t1\t1\t1\t0"
    code, said = typed(f"{line} --json")
    (row,) = json.loads(said.out)
    assert row["starts"] == [{"gene": "A", "start": "chr1:15", "scores": row["scores"]}]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "chr1:14:C:G",
            "1 of the first 1 alleles have another REF than g.fa, chr1:14:C:G the first; use the genome of",
        ),
        ("chr1:14:C:G", "or --skip-mismatches to leave such rows out"),
        ("chr1", "variant 'chr1': expected contig:position:REF:ALT"),
        ("none.vcf", "no such file: none.vcf"),
        ("chr1:14:A:G --tss none.gtf", "no such file: none.gtf"),
        ("chr1:14:A:G --tss g.fa", "g.fa, line 1: expected nine columns"),
        ("chr1:14:A:G --shifts 1;2", "--shifts '1;2': expected bases to move by"),
        ("chr1:14:A:G --effect-window 0", "--effect-window 0: expected 1 to 20 bases"),
    ],
)
def test_wrong_requests_are_one_sentence(typed, line, said):
    code, heard = typed(line)
    assert code == 2
    assert said in heard.err
