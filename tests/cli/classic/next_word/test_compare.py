import json

import pytest

RECIPE = """task = "next-word-compare"
[data]
name = "story.txt"
[model]
kinds = ["n-gram", "bag-of-words"]
width = 4
layers = 1
[training]
epochs = 1
batch = 2
length = 7
[trials]
rates = [0.01]
dropouts = [0.0]
seeds = [1]
"""


@pytest.mark.slow
def test_a_table_and_json(typed, tmp_path):
    (tmp_path / "r.toml").write_text(RECIPE, encoding="utf-8")
    code, said = typed("compare", "r.toml", "--run", "c", "--quiet", "--threads", "1")
    lines = said.out.splitlines()
    assert (code, [line.split()[0] for line in lines]) == (0, ["story.txt:", "n-gram", "bag-of-words"])
    assert all(" min  held out " in line for line in lines[1:])
    code, said = typed("compare", "r.toml", "--run", "c", "--resume", "--json", "--quiet", "--plot", "f.svg")
    assert (code, [row["kind"] for row in json.loads(said.out)["rows"]]) == (0, ["n-gram", "bag-of-words"])
    assert (tmp_path / "f.svg").is_file()
    code, said = typed("compare", "r.toml", "--run", "c", "--resume", "--text", "three.txt", "--quiet")
    assert (code, said.err.count("\n")) == (2, 1)


def test_what_is_refused(typed, tmp_path):
    assert typed("compare", "absent.toml", "--run", "c")[1].err == "babelix: no such recipe: absent.toml\n"
    (tmp_path / "r.toml").write_text(RECIPE.replace("seeds", "sedes"), encoding="utf-8")
    assert (
        "unknown setting 'trials.sedes'; did you mean 'seeds'"
        in typed("compare", "r.toml", "--run", "c")[1].err
    )
