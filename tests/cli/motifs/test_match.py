import json
from pathlib import Path

import pytest

from babelix.cli.main import run

MEME = (
    "MEME version 4\nMOTIF one\nletter-probability matrix: w= 3\n1 0 0 0\n0 1 0 0\n0 0 1 0\n"
    "MOTIF two\nletter-probability matrix: w= 1\n0 0 0 1\n"
)


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.chdir(tmp_path)
    Path("m.meme").write_text(MEME)

    def type_line(line):
        return run(["motifs", "match", *line.split()]), capsys.readouterr()

    return type_line


def test_what_is_printed_and_written(typed):
    code, said = typed("TTCGT --against m.meme --tsv m.tsv --plot m.svg")
    assert code == 0
    first, head, best, _, *files = said.out.splitlines()
    assert first.startswith("TTCGT beside 2 motifs of m.meme: ")
    assert head.split("\t")[:2] == ["query", "motif"]
    assert best.split("\t")[1] == "one"
    assert best.split("\t")[-3:] == ["2", "3", "-"]
    assert files == ["m.tsv", "m.svg"]
    assert Path("m.tsv").read_text().splitlines()[1] == best


def test_what_programs_read_and_what_is_refused(typed):
    code, said = typed("--motifs m.meme --name one --against m.meme --top 1 --json")
    found = json.loads(said.out)
    (query,) = found["queries"]
    assert (code, found["compared"], query["name"]) == (0, 2, "one")
    assert query["nearest"][0]["name"] == "one"
    assert query["nearest"][0]["bits"] is None
    for line, words in (
        ("ACX --against m.meme", "[SEQUENCE] 'ACX': expected the letters A C G T, got 'X' at base 3"),
        (
            "ACG --motifs m.meme --against m.meme",
            "expected one of [SEQUENCE], --motifs, --sequences, --model",
        ),
        ("ACG --against m.meme --plot x.pdf", "--plot x.pdf: expected a file that ends in .png or .svg"),
    ):
        code, said = typed(line)
        assert code == 2
        assert words in said.err


def test_a_figure_of_too_many_panels_writes_nothing(typed):
    Path("many.txt").write_text("".join(f"ACG m{number}\n" for number in range(41)))
    code, said = typed("--sequences many.txt --most 41 --against m.meme --tsv out.tsv --plot out.png")
    assert (code, said.out) == (2, "")
    assert "123 panels: expected at most 120" in said.err
    assert not list(Path().glob("out.*"))
