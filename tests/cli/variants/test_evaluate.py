import json

import pytest

from babelix.cli.main import run
from babelix.workflows.dna import models

BASES = "GATTACAGATTACAGGCATCAGT"


@pytest.fixture
def typed(tmp_path, monkeypatch, g_counter, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(models.MODELS, "counter", lambda device: g_counter)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.fa").write_text(f">chr1\n{BASES}\n")
    (tmp_path / "m.meme").write_text(
        "MEME version 4\nMOTIF one\nletter-probability matrix: w= 1\n0.1 0.2 0.3 0.4\n"
    )
    rows = [
        f"chr1,{place},{BASES[place - 1]},{alt},{0.1 * place * (alt == 'G')},{0.5 / place**6}"
        for place in (6, 7, 9, 10, 11, 13, 14)
        for alt in "CG-"
        if alt != BASES[place - 1]
    ]
    (tmp_path / "t.csv").write_text("chr,pos,ref,alt,lfc,p\n" + "\n".join(rows) + "\n")

    def type_line(line):
        code = run(["variants", "evaluate", "--model", "counter", *line.split()])
        return code, capsys.readouterr()

    return type_line


REST = " --genome g.fa --motifs m.meme --column effect=lfc --resamples 7 --track plus"


@pytest.mark.slow
def test_elements_then_means(typed, tmp_path):
    code, said = typed(f"t.csv{REST} --table rows.tsv --plot x.svg")
    assert code == 0
    elements, means = said.out.split("\n\n")
    head, first, *_ = (line.split("\t") for line in elements.splitlines())
    shown = dict(zip(head, first, strict=True))
    assert {name: shown[name] for name in ("element", "locus", "kind", "rows", "significant")} == {
        "element": "all", "locus": "1", "kind": "snv", "rows": "12", "significant": "11",
    }  # fmt: skip
    # Only changes to G have an effect, and G is what the model counts.
    assert float(shown["spearman_signed:model"]) > 0.5
    assert means.splitlines()[0].startswith("kind\tpredictor\tstatistic\tloci\tmean")
    assert means.splitlines()[1].split("\t")[:4] == ["snv", "model", "spearman_size", "1"]
    assert said.err.endswith("counter on g.fa, t.csv: 19 scored\n")
    assert len((tmp_path / "rows.tsv").read_text().splitlines()) == 21
    assert (tmp_path / "x.svg").is_file()
    assert typed(f"t.csv{REST} --table rows.tsv --resume")[1].out == said.out


def test_what_programs_read(typed):
    code, said = typed(f"t.csv{REST} --json --quiet")
    assert code == 0
    found = json.loads(said.out)
    assert (found["score"], found["window"], found["fates"]) == ("sad", 28, {"scored": 19})
    first = found["elements"][0]
    assert (first["element"], first["locus"], first["kind"], first["count"]) == ("all", 1, "snv", 12)
    overall = found["overall"][0]
    # One locus: a mean, and no interval.
    assert overall["mean"] == pytest.approx(first["spearman_size"])
    assert (overall["groups"], overall["low"], overall["beyond_motif"]["low"]) == (1, None, None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("t.csv", "--genome is not given; give the FASTA of the rows"),
        ("t.csv --offset chr1:5", "--offset and --rename-contigs are of the FASTA that --genome names"),
        ("none.csv --genome g.fa", "no such file: none.csv"),
        (
            "t.csv --genome g.fa --motifs m.meme",
            "t.csv: no column is known as effect, it has chr, pos, ref, alt, lfc, p",
        ),
        ("t.csv --genome g.fa", "name it by --column, such as effect=NAME"),
        (f"t.csv{REST} --resume", "--resume goes on with the rows in a file; name it by --table"),
        (f"t.csv{REST} --plot x.pdf", "--plot x.pdf: expected a file that ends in .png or .svg"),
        (f"t.csv{REST} --score sum", "--score 'sum': expected one of sad, sar, l2, max"),
        (f"t.csv{REST} --release GRCh38", "--release 'GRCh38': the table's rows are of no release"),
        (f"t.csv{REST} --element F9", "--element 'F9': the table has all"),
        (f"t.csv{REST} --effect-window 21", "--effect-window 21: expected 1 to 20 bases"),
    ],
)
def test_wrong_requests_are_one_sentence(typed, line, said):
    code, heard = typed(line)
    assert code == 2
    assert said in heard.err
