import io
import json

import pytest

from babelix.cli.main import run


@pytest.fixture
def lines(monkeypatch):
    def given(text):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return given


@pytest.mark.slow
def test_a_line_in_is_a_line_out(tree_run, lines, capsys):
    lines("the cat saw a dog .\n\n( a )\n")
    assert run(["parse", "--model", str(tree_run), "--quiet"]) == 0
    first, second, third = capsys.readouterr().out.split("\n")[:-1]
    assert first.count("(") > 6
    assert second == ""
    assert "-LRB- -LRB-" in third or " -LRB-)" in third


@pytest.mark.slow
def test_json_a_figure_and_a_page(tree_run, tmp_path, capsys):
    svg, html = tmp_path / "tree.svg", tmp_path / "page.html"
    files = ["--svg", str(svg), "--html", str(html)]
    assert run(["parse", "--model", str(tree_run), "the cat saw", "--json", "--quiet", *files]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["words"] == ["the", "cat", "saw"]
    assert found["tree"].startswith("(")
    assert found["log_probability"] < 0
    assert ">cat</text>" in svg.read_text(encoding="utf-8")
    assert "<html" in html.read_text(encoding="utf-8")[:500]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--svg", "t.png"], "--svg expects a file that ends in .svg, got t.png"),
        (["--html", "t.txt"], "--html expects a file that ends in .html, got t.txt"),
        (["--beam", "0"], "`beam` must be at least 1, got 0"),
    ],
)
def test_bad_requests_are_one_sentence(tree_run, options, told, capsys):
    assert run(["parse", "--model", str(tree_run), "a", "--quiet", *options]) == 2
    assert told.replace("`beam`", "--beam") in capsys.readouterr().err


def test_a_model_of_another_kind_is_refused(capsys):
    assert run(["parse", "--model", "en-fr", "a"]) == 2
    assert "expected one that parses: parsing or grammar" in capsys.readouterr().err
    assert run(["parse", "a"]) == 2
    assert "--model" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "sentences", "told"),
    [
        (["--html", "page.html"], 1, "a grammar has no attention to show; leave --html out"),
        (["--svg", "trees.svg"], 21, "expected 1 to 20 trees to draw, got 21; give fewer sentences"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_a_tree_is_printed(
    grammar_run, options, sentences, told, capsys
):
    assert run(["parse", "--model", str(grammar_run), *["the cat saw"] * sentences, "--quiet", *options]) == 2
    out, err = capsys.readouterr()
    assert (out, told in err) == ("", True)


@pytest.mark.slow
def test_empty_lines_are_no_trees_to_draw(grammar_run, tmp_path, lines, capsys):
    lines("\n" + "the cat saw\n" * 2)
    svg = tmp_path / "new folder" / "trees.svg"
    assert run(["parse", "--model", str(grammar_run), "--quiet", "--svg", str(svg)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert svg.read_text(encoding="utf-8").count(">cat</text>") == 2
