import json

from babelix.cli.main import run


def test_classes_and_label_tables(tmp_path, capsys):
    (tmp_path / "a_segments.bed").write_text("chr1\t0\t600\tE1\nchr1\t600\t1000\tE2\n")
    (tmp_path / "a_labels.tsv").write_text("state\tproposed_class\nE1\tTSS\nE2\tR\n")
    (tmp_path / "b.bed").write_text("chr1\t0\t400\tPF\nchr1\t400\t1000\tT\n")
    words = [
        "--first",
        tmp_path / "a_segments.bed",
        "--second",
        tmp_path / "b.bed",
        "--out",
        tmp_path / "out",
    ]
    assert run(["states", "combine", *map(str, words)]) == 0
    said = capsys.readouterr().out
    assert "TSS\t1\t600\t60.0000" in said
    assert "0 bases in the same class, 400 active in one only, 600 decided by precedence" in said
    assert (
        tmp_path / "out" / "combined_segments.bed"
    ).read_text() == "chr1\t0\t600\tTSS\nchr1\t600\t1000\tT\n"
    assert run(["states", "combine", *map(str, words), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["classes"]["promoter-like"] == {"elements": 1, "bases": 600}
    (tmp_path / "a_labels.tsv").unlink()
    assert run(["states", "combine", *map(str, words)]) == 2
    assert "run `babelix states annotate` on it" in capsys.readouterr().err
    (tmp_path / "a_labels.tsv").write_text("E1\n")
    assert run(["states", "combine", *map(str, words)]) == 2
    assert "a_labels.tsv, line 1: expected state<TAB>class" in capsys.readouterr().err
