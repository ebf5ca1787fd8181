import json

from babelix.cli.main import run


def test_sentences_in_the_surest_trees_out(grammar_run, tmp_path, capsys):
    raw, out = tmp_path / "raw.txt", tmp_path / "s.mrg"
    raw.write_text("the cat saw a dog .\na dog sat .\n", encoding="utf-8")
    asked = ["silver", "--model", str(grammar_run), "--text", str(raw), "--out", str(out), "--quiet"]
    assert run(asked) == 0
    assert capsys.readouterr().out.startswith(f"{out}: 1 tree of 2 sentences; the least sure ")
    assert run([*asked, "--share", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kept"], found["parsed"], found["trees"]) == (2, 2, str(out))
    assert run([*asked, "--share", "2"]) == 2
    assert "--share 2.0: expected a share above 0" in capsys.readouterr().err
