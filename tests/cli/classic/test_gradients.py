import json

from babelix.classic.distance import Reach
from babelix.classic.recall import Pace
from babelix.cli.main import run
from babelix.workflows.classic import gradients
from babelix.workflows.classic.gradients import Gradients, Learned, Recalled


def test_lines_json_and_a_figure(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.chdir(tmp_path)
    line = ["classic", "gradients", "--seeds", "1", "--no-recall", "--no-speed", "--threads", "1", "--quiet"]
    assert run([*line, "--plot", "g.svg"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "gradient over that of the last step, median of 1 layer of width 128"
    assert said[1].split() == ["steps", "back", "1", "5", "10", "20", "40"]
    assert (said[-1], len(said)) == ("g.svg", 9)
    assert run([*line, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (len(found["gradients"]), found["recall"], found["speed"], found["learned"]) == (6, [], [], [])


def test_tables_of_all_that_was_measured(monkeypatch, capsys):
    ratios = tuple(1 / (1 + k) for k in range(60))
    reaches, learned = (Reach("RNN", ratios),), (Learned("RNN", 10, 0.5, ratios, ratios),)
    recalled, paces = (Recalled("RNN", (5, 9), (1.0, 0.25)),), (Pace("RNN", 16, 3.0, 4.0),)
    found = Gradients(4, 3, 7, reaches, recalled, paces, learned)
    monkeypatch.setattr(gradients, "measure_gradients", lambda *values: found)
    assert run(["classic", "gradients", "--trained"]) == 0
    said = capsys.readouterr().out.split("\n\n")
    assert said[1].splitlines()[0] == "the same after 7 updates of learning to recall from 10 back"
    assert said[1].split()[-7:] == ["RNN", "5.0e-01", "1.7e-01", "9.1e-02", "4.8e-02", "2.4e-02", "50%"]
    assert said[2].split()[-3:] == ["RNN", "100%", "25%"]
    assert said[3].splitlines()[-1].split() == ["RNN", "3/", "4"]


def test_what_is_refused(capsys):
    assert run(["classic", "gradients", "--distances", "1", "--no-speed"]) == 2
    assert capsys.readouterr().err == "babelix: --distances 1: expected 2 or more\n"
    assert run(["classic", "gradients", "--seeds", "0"]) == 2
    assert "--seeds 0: expected at least 1" in capsys.readouterr().err
