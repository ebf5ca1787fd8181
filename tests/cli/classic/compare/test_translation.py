import json

from babelix.cli.main import run
from babelix.evaluation.bootstrap import Comparison, Interval
from babelix.workflows.translation.compare import compare
from babelix.workflows.translation.compare.table import Compared, Cost, Row

RECIPE = """task = "translation-compare"
systems = [{ name = "a", model = { kind = "gru" } }, { name = "b", model = { kind = "gru-attention" } }]
[data]
name = "multi30k"
"""


def interval(score):
    return Interval(score, score - 1, score + 1, 0.95, "")


def row(name, scores, against, reached=(1.5, 2.5)):
    more = (Cost(0.25, 0.0125), 4.0, ((4.0, 2.0),), reached)
    return Row(
        name,
        1234,
        0.5,
        (1, 2),
        (2.0, 2.1),
        tuple(map(interval, scores)),
        against,
        (9.0, 8.0, 7.0, 3.0),
        *more,
    )


def test_tables_json_and_a_figure(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.toml").write_text(RECIPE, encoding="utf-8")
    against = Comparison("BLEU", interval(8.25), interval(9.5), interval(1.25), 0.1, 0.9, 10, 1)
    found = Compared(
        "pairs",
        "test",
        60,
        (5, 3, 2, 1),
        (row("a", (9.0, 10.0), against), row("b", (8.0, 8.5), None, (None, 3.0))),
        7.0,
    )
    asked = []
    monkeypatch.setattr(compare, "compare", lambda settings, **more: asked.append(more) or found)
    line = ["classic", "compare", "translation", "r.toml", "--run", "c", "--finished", "--reach", "7"]
    assert run([*line, "--plot", "f.svg"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1].split()[:5] == ["a", "1,234", "9.5", "(9.0", "to"]
    assert said[1].endswith("(9.0 to 10.0, 2 seeds)  +1.2 (+0.2 to +2.2) to the best")
    assert said[-5].split() == ["a", "0.5", "4.0", "2.0", "250", "12.5", "9.0", "8.0", "7.0", "3.0"]
    assert (said[-4].split()[3], said[-2].split(":")[0]) == ("-", "to 7")
    assert (said[-1], asked[0]["finished_only"], asked[0]["resume"]) == ("f.svg", True, False)
    assert asked[0]["reach"] == 7
    assert run([*line, "--json"]) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)["rows"]] == ["a", "b"]


def test_what_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    line = ["classic", "compare", "translation", "r.toml", "--run", "c", "--quiet"]
    assert run(line) == 2
    assert capsys.readouterr().err == "babelix: no such recipe: r.toml\n"
    (tmp_path / "r.toml").write_text(RECIPE.replace("systems", "sistems"), encoding="utf-8")
    assert run(line) == 2
    assert "setting 'systems' is missing" in capsys.readouterr().err
    (tmp_path / "r.toml").write_text(
        RECIPE.replace('kind = "gru" ', 'kind = "gru", d_ff = 9'), encoding="utf-8"
    )
    assert run(line) == 2
    said = capsys.readouterr().err
    assert "more than a twentieth apart" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "c").exists()
