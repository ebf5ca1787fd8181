import json

from babelix.cli.main import run


def test_numbers_and_tables(tmp_path, capsys):
    (tmp_path / "a.bed").write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE2\n")
    (tmp_path / "b.bed").write_text("chr1\t0\t500\tE1\nchr1\t500\t1000\tE2\n")
    words = ["states", "compare", "--first", str(tmp_path / "a.bed"), "--second", str(tmp_path / "b.bed")]
    assert run([*words, "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "90.00% of 1,000 bases agree" in said
    assert "E2=E2\tJaccard 0.8000" in said
    assert (
        tmp_path / "out" / "confusion.tsv"
    ).read_text() == "first\\second\tE1\tE2\nE1\t500\t100\nE2\t0\t400\n"
    assert run([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["agreement"] == 0.9
