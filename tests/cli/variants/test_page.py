import pytest

from babelix.cli.main import run
from babelix.workflows.dna import models


@pytest.fixture
def typed(tmp_path, monkeypatch, g_counter, capsys, unpainted):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.fa").write_text(">chr1\nGGGGGGGGACTACATCTACAGGGGGGGGGGGG\n")

    def type_line(line):
        code = run(["variants", "score", "--genome", "g.fa", "--model", "counter", *line.split()])
        return code, capsys.readouterr()

    return type_line


def test_a_page_beside_the_table_and_the_file(typed, tmp_path):
    code, said = typed("chr1:14:A:G --explain p.html --letters 5")
    assert (code, said.out.count("\n")) == (0, 3)
    assert said.err.endswith("p.html\n")
    page = (tmp_path / "p.html").read_text()
    assert '"Command","babelix variants score --genome g.fa --model counter chr1:14:A:G --explain' in page
    code, said = typed("chr1:14:A:G --explain q.html --letters 5 --table x.tsv --quiet")
    assert (code, said.out) == (0, "")
    other = (tmp_path / "q.html").read_text()
    assert other.replace("q.html", "p.html").replace(" --table x.tsv --quiet", "") == page
    assert (tmp_path / "x.tsv").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--letters 5", "--letters is for the page of --explain; name its file"),
        ("--explain p.htm", "--explain p.htm: expected a file that ends in .html"),
        ("--explain p.html --letters 0", "--letters 0: expected 1 to 401 bases"),
        ("--explain g.fa/p.html", "cannot write g.fa"),
        (
            "--explain p.html --deltas",
            "--explain shows tracks, and with --deltas only those that --track names",
        ),
        (
            "--explain p.html --table x.tsv --shard 1/2",
            "--explain is of all variants, and --shard scores some",
        ),
        ("--explain p.html --gtf missing.gtf", "no such file: missing.gtf"),
    ],
)
def test_what_is_refused_before_anything_is_written(typed, tmp_path, line, said):
    before = sorted(tmp_path.iterdir())
    code, shown = typed(f"chr1:14:A:G {line}")
    assert (code, shown.out) in ((1, ""), (2, ""))
    assert said in shown.err
    assert [path for path in sorted(tmp_path.iterdir()) if path.name not in ("cache", "g.fa.fai")] == before


def test_a_page_of_ten_thousand(typed, tmp_path):
    rows = "".join("chr1\t14\t.\tA\tG\t.\t.\t.\n" for _ in range(10_000))
    (tmp_path / "x.vcf").write_text(
        f"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n{rows}"
    )
    code, said = typed("x.vcf --explain p.html --table x.tsv")
    assert (code, said.out) == (2, "")
    assert said.err == (
        "babelix: --explain p.html: a page holds at most 20 variants, and more are asked for; choose some of them, or "
        "leave it out\n"
    )
    assert not (tmp_path / "x.tsv").exists()
