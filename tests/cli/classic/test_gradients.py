import json

from babelix.cli.main import run


def test_lines_json_and_a_figure(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.chdir(tmp_path)
    line = ["classic", "gradients", "--seeds", "1", "--no-recall", "--no-speed", "--threads", "1", "--quiet"]
    assert run([*line, "--plot", "g.svg"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "gradient over that of the last step, median of 1 layers of width 128"
    assert said[1].split() == ["steps", "back", "1", "5", "10", "20", "40"]
    assert (said[-1], len(said)) == ("g.svg", 9)
    assert run([*line, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (len(found["gradients"]), found["recall"], found["speed"]) == (6, [], [])


def test_what_is_refused(capsys):
    assert run(["classic", "gradients", "--distances", "1", "--no-speed"]) == 2
    assert capsys.readouterr().err == "babelix: --distances 1: expected 2 or more\n"
    assert run(["classic", "gradients", "--seeds", "0"]) == 2
    assert "--seeds 0: expected at least 1" in capsys.readouterr().err
