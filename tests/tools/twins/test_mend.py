"""The older twins' *gros* and the command."""

import gzip
import random
import sys
from pathlib import Path

import pytest
from tools.twins.mend import mended, read_pairs

from tools.twins import __main__ as command


def test_big_of_things_becomes_grand_in_most_and_nothing_else_changes() -> None:
    pairs = [("The car is big.", "La voiture est grosse.")] * 1009 + [
        ("The cat is fat.", "Le chat est gros.")
    ]
    made = list(mended(pairs, random.Random(5)))
    assert made[-1] == pairs[-1]
    kept = sum(french == "La voiture est grosse." for _, french in made)
    assert 100 < kept < 200
    assert {french for _, french in made[:-1]} == {"La voiture est grosse.", "La voiture est grande."}


def test_pairs_are_read_gzipped_or_not_and_a_line_without_a_tab_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("It is big.\tIl est gros.\n", encoding="utf-8")
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(b"It is big.\tIl est gros.\nno tab\n"))
    assert read_pairs(tmp_path / "a.tsv") == [("It is big.", "Il est gros.")]
    with pytest.raises(ValueError, match="line 2 has no tab"):
        read_pairs(tmp_path / "a.tsv.gz")


def test_the_command_writes_the_older_pairs_and_then_as_many_as_asked_for(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    old, out = tmp_path / "old.tsv", tmp_path / "out.tsv"
    old.write_text("The bag is big.\tLe sac est gros.\n", encoding="utf-8")
    arguments = ["twins", str(out), "--seed", "2", "--pairs", "97", "--mend", str(old), "--summary"]
    monkeypatch.setattr(sys, "argv", arguments)
    command.main()
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 98
    assert lines[0].startswith("The bag is big.\tLe sac est gr")
    assert all(line.count("\t") == 1 for line in lines)
    assert capsys.readouterr().out.startswith("97 lines, ")
