import json

import pytest

from babelix.cli.main import run
from babelix.workflows.dna.enformer import _asked


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    """Return a function that runs a command in a folder with a FASTA, and gives its exit code and what it says."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.fa").write_text(">chr1\n" + "GGCATTCGGGGATCAACCCG" * 200 + "\n")

    def type_line(line):
        code = run([*line.split(), "--genome", "g.fa", "--device", "cpu"])
        return code, capsys.readouterr()

    return type_line


SMALL = "--model enformer-tiny --random-weights --window 2048"
SAYS = "enformer-tiny, random weights (seed 1), trained positions"


def test_tracks_say_first_that_weights_are_random(typed):
    code, said = typed(f"tracks {SMALL} --region chr1:1,001-2,024 --track human-1 --plot x.svg")
    assert code == 0
    first, second, *_ = said.out.splitlines()
    assert first == f"{SAYS} over chr1:1,001-2,024 of g.fa: 8 bins of 128 bp"
    assert second.startswith("human-1\tmean ")
    assert "memory: about" in said.err
    # What was asked for holds for the command alone.
    assert not _asked.get().random_weights


def test_a_window_without_crop_and_both_modes(typed):
    code, said = typed(f"tracks {SMALL} --crop 0 --region chr1:1,001-3,048 --positions both --json --quiet")
    rows = json.loads(said.out)
    assert (code, len(rows)) == (0, 12)
    assert (rows[0]["bins"], rows[0]["crop"]) == (16, 0)
    assert "random weights" in rows[0]["model"]
    assert rows[0]["mean"] != rows[1]["mean"]


def test_variants_say_so_above_the_table_and_in_files(typed, tmp_path):
    code, _ = typed(f"variants score chr1:2001:G:A chr1:2001:G:GT {SMALL} --track human-3 --table x.tsv")
    assert code == 0
    first, names, snv, insertion = (tmp_path / "x.tsv").read_text().splitlines()
    assert first == f"# {SAYS}: nothing here is a prediction"
    assert names.startswith("variant\tfate\ttrack\tsad")
    assert snv.startswith("chr1:2001:G:A\tscored\thuman-3\t")
    assert insertion.split("\t")[-1] != "0"


def test_an_option_of_enformers_for_another_model(typed):
    code, said = typed("tracks --model spliceai --region chr1:1-9 --precision bf16")
    assert (code, said.err) == (
        2,
        "babelix: --precision is for Enformer, and the model is spliceai; leave it out\n",
    )
