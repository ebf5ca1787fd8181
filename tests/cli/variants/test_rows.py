import json
from dataclasses import replace
from pathlib import Path

import pytest

from babelix.cli.variants.rows import JsonRows, TableRows, collected, print_rows, tell_end
from babelix.workflows.dna.scoring.job import Finished
from babelix.workflows.dna.scoring.outputs import Outputs
from babelix.workflows.dna.scoring.results import About, Scored
from babelix.workflows.dna.scoring.share import Share

ABOUT = About("counter", Path("g.fa"), "hg38", 28, 20, ("G+",), ("gene",))
ROWS = [Scored("c:7:A:G", "scored", {"G+": {"sad": 1 / 3}}, {"gene": "G"}), Scored("c:8:A:*", "star")]


def test_rows_are_printed_as_they_come(capsys):
    def rows():
        yield ROWS[0]
        assert capsys.readouterr().out.count("\n") == 2  # the heading and the first row are out already
        yield ROWS[1]

    assert print_rows(rows(), TableRows(ABOUT)) == {"scored": 1, "star": 1}


def test_an_array_that_is_interrupted_is_closed(capsys):
    def rows():
        yield ROWS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_rows(rows(), JsonRows(ABOUT))
    (row,) = json.loads(capsys.readouterr().out)
    assert row == {
        "variant": "c:7:A:G", "fate": "scored", "scores": {"G+": {"sad": 1 / 3}}, "gene": "G", "model": "counter",
        "genome": "g.fa", "assembly": "hg38", "window": 28, "effect_window": 20,
    }  # fmt: skip
    with pytest.raises(KeyboardInterrupt):  # delta scores alone: no window was read
        print_rows(rows(), JsonRows(replace(ABOUT, tracks=())))
    assert json.loads(capsys.readouterr().out)[0].keys() == row.keys() - {"window", "effect_window"}
    print_rows([], JsonRows(ABOUT))
    assert json.loads(capsys.readouterr().out) == []


def test_what_became_of_a_share(capsys):
    outputs = Outputs(Path("s.vcf"), Path("s.tsv"))
    tell_end(Finished(ABOUT, {}, (1, 3)), Share(2, 3), outputs)
    assert capsys.readouterr().err == "share 2/3 is scored; s.vcf, s.tsv come with the last of 1/3, 3/3\n"
    tell_end(Finished(ABOUT, {}), Share(2, 3), outputs)
    assert capsys.readouterr().err == "share 2/3 is scored; another process has written s.vcf, s.tsv\n"
    tell_end(Finished(ABOUT, {"star": 1_234, "scored": 2}), Share(2, 3), outputs)
    assert capsys.readouterr().err == "counter on g.fa (hg38): 2 scored, 1,234 star\n"


def test_rows_are_kept_where_they_are_wanted():
    kept = []
    assert list(collected(iter(ROWS), kept)) == kept == ROWS
    assert list(collected(iter(ROWS), None)) == ROWS
