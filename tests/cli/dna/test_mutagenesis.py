import json

import pytest

from babelix.cli.main import run


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.fa").write_text(">chr1\n" + "GGCATTCGGGGATCAACCCG" * 200 + "\n")

    def type_line(line):
        asked = "mutagenesis --genome g.fa --model enformer-tiny --random-weights --window 2048 --device cpu"
        code = run([*asked.split(), *line.split()])
        return code, capsys.readouterr()

    return type_line


def test_what_is_printed_and_written(typed, tmp_path):
    code, said = typed("--region chr1:2,001-2,003 --track human-1 --tsv e.tsv --bigwig OUT --plot m.svg")
    assert code == 0
    first, track, *files = said.out.splitlines()
    assert first == (
        "enformer-tiny, random weights (seed 1), trained positions over chr1:2,001-2,003 of g.fa: 9 substitutions"
    )
    assert track.startswith("human-1\treference ")
    assert files == ["e.tsv", "OUT/human-1.gradient.bw", "OUT/human-1.mutagenesis.bw", "m.svg"]
    assert all((tmp_path / name).stat().st_size for name in files)
    assert "window 2,048 bp, compared over 1,024 bp" in said.err


def test_what_programs_read_and_what_is_refused(typed):
    code, said = typed("--region chr1:2,001-2,001 --track human-1 --json --quiet")
    found = json.loads(said.out)
    assert (code, found["region"], found["files"]) == (0, "chr1:2,001-2,001", [])
    assert "random weights" in found["model"]
    code, said = typed("--region chr1:2,001-2,001 --plot m.pdf")
    assert (code, said.err) == (2, "babelix: --plot m.pdf: expected a file that ends in .png or .svg\n")


def test_what_cannot_be_written_is_told_before_anything_is_computed(typed):
    for option in ("--tsv g.fa/e.tsv", "--plot g.fa/m.png", "--bigwig g.fa/OUT"):
        code, said = typed(f"--region chr1:2,001-2,003 {option}")
        assert (code, said.out) == (1, "")
        assert said.err.startswith("babelix: cannot write g.fa")
        assert "window" not in said.err
