import json

import pytest

from babelix.cli.main import run
from babelix.workflows.dna import models

FASTA = ">chr1\nGGCATTCGGGGATCAACCCGTGACTGACGGTACC\n>chr2\nCCGGG\n"


@pytest.fixture
def typed(tmp_path, monkeypatch, g_counter, capsys, unpainted):
    """Return a function that runs the command in a folder with a FASTA, and gives its exit code and what it says."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.fa").write_text(FASTA)

    def type_line(line):
        code = run(["tracks", "--genome", "g.fa", "--model", "counter", *line.split()])
        return code, capsys.readouterr()

    return type_line


def test_what_is_printed(typed, tmp_path):
    code, said = typed("--region chr1:5-12 --bigwig OUT/ --plot x.svg")
    assert code == 0
    assert said.out.splitlines() == [
        "counter over chr1:5-12 of g.fa: 2 bins of 4 bp",
        "G+\tmean 2\tpeak 3 at chr1:9",
        "G-\tmean 0.5\tpeak 1 at chr1:5",
        "OUT/G+.bw",
        "OUT/G-.bw",
        "x.svg",
    ]
    assert "window 16 bp, 1 bins of 4 bp left out at either end" in said.err
    assert (tmp_path / "OUT" / "G+.bw").stat().st_size
    assert (tmp_path / "x.svg").read_bytes() == b"unpainted"


def test_the_assembly_is_named_where_lengths_tell(typed, tmp_path):
    (tmp_path / "g.fa").write_text(">IV\n" + "A" * 1_531_933 + "\n")
    code, said = typed("--region IV:5-12")
    assert (code, said.out.splitlines()[0]) == (0, "counter over IV:5-12 of g.fa (R64): 2 bins of 4 bp")


def test_what_programs_read(typed):
    code, said = typed("--contigs all --bigwig OUT --track minus --json --quiet")
    assert (code, said.err) == (0, "")
    (row,) = json.loads(said.out)
    assert row == {
        "track": "G-", "file": "OUT/G-.bw", "bin": 4, "contigs": ["chr1", "chr2"], "bins": 11, "mean": 12 / 11,
        "peak": 3.0, "peak_at": "chr1:17", "model": "counter", "genome": "g.fa", "assembly": None, "crop": 1,
    }  # fmt: skip


def test_strands_and_shifts(typed):
    plain, averaged = typed("--region chr1:5-12"), typed("--region chr1:5-12 --both-strands --shifts -4,4")
    assert averaged[1].out == plain[1].out
    assert "averaged over 4 predictions" in averaged[1].err


def test_the_top(typed):
    code, said = typed("--contigs chr1 --top 1")
    assert code == 0
    titles = [line for line in said.out.splitlines()[1:] if "\t" not in line]
    assert titles == ["highest mean", "lowest mean", "highest peak"]
    assert len(said.out.splitlines()) == 7


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--region chr1", "--region 'chr1': expected contig:first-last"),
        (
            "--region 1:1-9",
            "--region: contig '1' is not in g.fa, which has chr1, chr2; --rename-contigs ucsc maps",
        ),
        (
            "--region chr1:30-40",
            "--region chr1:30-40: g.fa holds chr1:1-34; ask for bases inside it; --offset says",
        ),
        ("", "expected one of --region, --bed and --contigs, got none"),
        ("--contigs all --window 13", "--window 13: expected a multiple of 4 bases"),
        ("--contigs all --crop 0", "--crop 0: expected at least 1"),
        ("--contigs all --shifts x", "--shifts 'x': expected bases to move by, such as 1,-1"),
        ("--contigs all --shifts -11,1", "--shifts: a move of 11 bases leaves none of the 20"),
        ("--contigs all --track x", "--track 'x': no track of the model"),
        ("--contigs all --plot x.png", "--plot: a figure shows one region, got 2; ask for one by --region"),
        ("--contigs all --plot x.pdf", "--plot x.pdf: expected a file that ends in .png or .svg"),
        ("--contigs all --gtf x.gtf", "--gtf x.gtf: genes are drawn in a figure; name its file with --plot"),
        ("--contigs all --top 0", "--top 0: expected at least 1"),
        ("--contigs all --model other", "--model 'other': expected one of spliceai"),
    ],
)
def test_wrong_requests_are_one_sentence(typed, line, said):
    code, heard = typed(line)
    assert code == 2
    assert said in heard.err
    assert heard.err.count("\n") == 1


@pytest.mark.parametrize("option", ["--plot g.fa/x.png", "--bigwig g.fa/OUT"])
def test_what_cannot_be_written_is_told_before_anything_is_predicted(typed, monkeypatch, option):
    monkeypatch.setitem(models.MODELS, "counter", lambda device: pytest.fail("the model was loaded"))
    code, said = typed(f"--region chr1:5-12 {option}")
    assert (code, said.out) == (1, "")
    assert said.err.endswith("g.fa is no folder; name another\n")
    assert "Traceback" not in said.err
