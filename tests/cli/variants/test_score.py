import json
import signal

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
            "chr1:14:C:G (there it has A): g.fa has another REF; use the genome of their assembly",
        ),
        ("chr1:14:C:G", "or --skip-mismatches to leave such rows out"),
        ("chr1", "variant 'chr1': expected contig:position:REF:ALT"),
        ("none.vcf", "no such file: none.vcf"),
        ("chr1:14:A:G --tss none.gtf", "no such file: none.gtf"),
        ("chr1:14:A:G --tss g.fa", "g.fa, line 1: expected nine columns"),
        ("chr1:14:A:G --shifts 1;2", "--shifts '1;2': expected bases to move by"),
        (
            "chr1:14:A:G --shard 3/2 --table x",
            "--shard '3/2': expected a number and how many there are, 1/4 to 4/4",
        ),
        (
            "chr1:14:A:G --shard 1/2",
            "--shard is for scores in a file; give one by --out, --table or --parquet",
        ),
        ("chr1:14:A:G --resume", "--resume is for scores in a file; give one by --out, --table or --parquet"),
        (
            "chr1:14:A:G --out x.vcf",
            "--out x.vcf is the VCF asked for with fields added: expected one VCF file",
        ),
        ("chr1:14:A:G --batch-size 0", "--batch-size 0: expected at least 1"),
        ("chr1:14:A:G --effect-window 0", "--effect-window 0: expected 1 to 20 bases"),
        ("chr1:14:A:G --mask", "--mask is for delta scores; ask for them with --deltas"),
        (
            "chr1:14:A:G --deltas",
            "--deltas: the contigs of g.fa do not tell whose genes to take; give --annotation",
        ),
        ("chr1:14:A:G --deltas --annotation x.txt", "--annotation 'x.txt': expected grch37 or grch38"),
        ("chr1:14:A:G --deltas --gtf genes.gtf", "--deltas: the model counter has no delta scores"),
    ],
)
def test_wrong_requests_are_one_sentence(typed, tmp_path, line, said):
    (tmp_path / "genes.gtf").write_text('chr1\ts\texon\t15\t30\t.\t+\t.\tgene_id "A"; transcript_id "t";\n')
    code, heard = typed(line)
    assert code == 2
    assert said in heard.err


HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


def test_a_vcf_comes_back_with_its_scores(typed, tmp_path):
    (tmp_path / "x.vcf").write_text(HEAD + "chr1\t14\t.\tA\tG,*\t.\tPASS\tAF=0.5,0.1\n")
    code, said = typed("x.vcf --track plus --out s.vcf --json --batch-size 3")
    assert code == 0
    assert [row["fate"] for row in json.loads(said.out)] == ["scored", "star"]
    assert (tmp_path / "s.vcf").read_text().splitlines()[-1] == (
        "chr1\t14\t.\tA\tG,*\t.\tPASS\tAF=0.5,0.1;BABELIX_FATE=scored,star;BABELIX_SAD=1,.;BABELIX_SAR=1,.;"
        "BABELIX_L2=1,.;BABELIX_MAX=1,.;BABELIX_NULL_L2=0,."
    )
    assert said.err.endswith("counter on g.fa: 1 scored, 1 star\n")


def test_what_is_stopped_says_how_to_go_on(typed, tmp_path, g_counter, monkeypatch):
    monkeypatch.setattr("babelix.workflows.dna.scoring.job._ROWS", 1)
    forward, done = type(g_counter).forward, []

    def interrupted(one_hot):
        done.append(1)
        if len(done) == 4:
            signal.raise_signal(signal.SIGTERM)
        return forward(g_counter, one_hot)

    monkeypatch.setattr(g_counter, "forward", interrupted, raising=False)
    line = "chr1:14:A:G chr1:12:A:G --table x.tsv"
    code, said = typed(line)
    assert code == 1
    assert said.err.endswith(
        "babelix: x.tsv.scores.part holds 1 of 2 alleles so far; --resume goes on\nbabelix: stopped by SIGTERM\n"
    )
    code, said = typed(line)
    assert code == 2
    assert (
        "x.tsv.scores.part is an earlier attempt at x.tsv.scores; go on with it by --resume, or" in said.err
    )
    code, said = typed(f"{line} --resume")
    assert code == 0
    assert "1 of 2 alleles are scored already" in said.err
    assert (tmp_path / "x.tsv").read_text().count("scored") == 4


def test_shares_by_option_and_by_torchrun(typed, tmp_path, monkeypatch):
    line = "chr1:14:A:G chr1:12:A:G --table x.tsv"
    code, said = typed(f"{line} --shard 2/2")
    assert code == 0
    assert said.err.endswith("share 2/2 is scored; x.tsv come with the last of 1/2\n")
    assert not (tmp_path / "x.tsv").exists()
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("WORLD_SIZE", "2")
    code, said = typed(line)
    assert code == 0
    assert said.err.endswith("counter on g.fa: 2 scored\n")
    assert [path.name for path in tmp_path.glob("x.tsv*")] == ["x.tsv"]
