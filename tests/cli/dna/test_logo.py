import json
from pathlib import Path

import pytest

from babelix.cli.main import run

EFFECTS = "# tiny\nchrom\tposition\tref\talt\ttrack\teffect\tgradient_x_input\n" + "".join(
    f"c\t5\tA\t{base}\tone\t-3\t0.5\n" for base in "CGT"
)


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.chdir(tmp_path)
    Path("s.txt").write_text("ACG b\nACT b\nTTT a\n")
    Path("e.tsv").write_text(EFFECTS)

    def type_line(line):
        return run(["logo", *line.split()]), capsys.readouterr()

    return type_line


def test_what_is_printed_and_written(typed):
    code, said = typed("--sequences s.txt --meme s.meme --plot s.svg")
    assert code == 0
    assert said.out.splitlines() == [
        "s.txt: 2 of 2 motifs",
        "a\t0.0 bits\t1 site\tTTT",
        "b\t1.8 bits\t2 sites\tACG",
        "s.meme",
        "s.svg",
    ]
    code, said = typed("--motifs s.meme --name b --json")
    found = json.loads(said.out)
    assert (code, found["held"], found["motifs"][0]["consensus"]) == (0, 2, "ACG")


def test_effects_are_drawn_alone(typed):
    code, said = typed("--effects e.tsv --plot e.svg")
    assert (code, said.out) == (0, "one\t1 base\tmost c:5:A +3\ne.svg\n")
    code, said = typed("--effects e.tsv --json")
    assert json.loads(said.out)["tracks"][0]["by_substitution"] == [3.0]
    for other in ("--motifs s.meme", "--most 0", "--random-weights"):
        code, said = typed(f"--effects e.tsv {other}")
        assert code == 2
        assert said.err.startswith("babelix: --effects is drawn alone")
    code, said = typed("--effects e.tsv --region c:1-2")
    assert (code, said.err.startswith("babelix: --genome and --region go with BigWig files")) == (2, True)
    code, said = typed("--sequences s.txt --motifs s.meme")
    words = "expected one of --motifs, --sequences, --model, --effects, got"
    assert (code, said.err) == (2, f"babelix: {words} --motifs and --sequences\n")
    assert typed("")[1].err == f"babelix: {words} none\n"
    code, said = typed("--sequences s.txt --random-weights")
    assert (code, said.err) == (2, "babelix: --weights and --random-weights go with --model\n")


def test_what_is_none_writes_nothing(typed):
    Path("bad.txt").write_text("ACG\nAXG\n")
    code, said = typed("--sequences bad.txt --meme bad.meme --plot bad.png")
    assert (code, said.err) == (
        2,
        "babelix: bad.txt, line 2: expected the letters A C G T, got 'X' at base 2\n",
    )
    assert not list(Path().glob("bad.[mp]*"))
    matrix = "MOTIF m{}\nletter-probability matrix:\n1 0 0 0\n"
    Path("many.meme").write_text("MEME version 4\n" + "".join(map(matrix.format, range(121))))
    code, said = typed("--motifs many.meme --most 121 --meme out.meme --plot out.png")
    assert (code, said.err) == (2, "babelix: 121 panels: expected at most 120; take fewer\n")
    assert not list(Path().glob("out.*"))
    code, said = typed("--sequences s.txt --plot s.pdf")
    assert (code, said.err) == (2, "babelix: --plot s.pdf: expected a file that ends in .png or .svg\n")
