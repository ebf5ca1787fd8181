import json

import numpy as np
import pytest

from babelix.classic.images import write_image
from babelix.cli.main import run
from babelix.workflows.classic.atlas import make


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    """Return a function that runs the command beside pictures of two classes, t-SNE being a stand-in."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    for number in range(5):
        for name, level in (("bright", 200), ("dark", 50)):
            values = (level + rng.integers(-40, 40, (20, 20))).astype(np.uint8)
            write_image(tmp_path / "photographs" / name / f"{number}.png", values)
    (tmp_path / "it.txt").write_text("It sleeps.\n", encoding="utf-8")
    monkeypatch.setattr(make, "tsne", lambda X, *_: X[:, :2].astype(float))
    monkeypatch.setattr(make, "library", lambda method: None)

    def type_line(line):
        code = run(["classic", "atlas", *line.split()])
        return code, capsys.readouterr()

    return type_line


PICTURES = "--from convnet --size small --data photographs --nearest 3"


def test_what_is_printed(typed, tmp_path):
    code, said = typed(f"{PICTURES} --html a.html --plot a.png --quiet")
    assert (code, said.err) == (0, "")
    first, second, third, head, *rows, page, last = said.out.splitlines()
    assert first == "small: 10 pictures of photographs"
    assert second == "small is untrained: its weights are drawn at random"
    assert third == "2 classes, the commonest 50.0% of the points"
    assert head.split() == ["trustworthiness", "neighbours", "kept", "class", "told", "by", "3"]
    assert [row.split("  ")[0] or row.split("  ")[1] for row in rows] == [
        "activations, 256 Euclidean",
        "on a plane by t-SNE",
        "on a plane by PCA",
        "pixels, 784 Euclidean",
        "on a plane by t-SNE",
        "on a plane by PCA",
    ]
    assert all(row.endswith("%") for row in rows)
    assert (page, last) == ("a.html", "a.png")
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "a.png").exists()


def test_what_programs_read(typed):
    code, said = typed(f"{PICTURES} --json --quiet --seed 4")
    assert code == 0
    found = json.loads(said.out)
    assert (found["points"], found["nearest"], found["seed"], found["chance"]) == (10, 3, 4, 0.5)
    assert np.shape(found["places"]) == (10, 2)
    assert [space["what"] for space in found["spaces"]] == ["activations", "pixels"]
    plane = found["spaces"][0]["planes"][1]
    assert (plane["method"], set(plane)) == ("PCA", {"method", "trustworthiness", "neighbours_kept", "told"})
    assert found["labels"] == [0] * 5 + [1] * 5


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--from cnn", "--from 'cnn': expected one of convnet, embeddings, translator"),
        ("--from convnet --data photographs", "give either --run, a trained net, or --size, a named one"),
        ("--from convnet --size small", "--data: name the pictures, mnist or cifar10-subset or a folder"),
        ("--from embeddings --word it", "--word goes with --from translator, not with embeddings"),
        ("--from translator", "--from translator needs --text, a file with a sentence a line"),
        ("--from translator --text absent.txt", "no such file: absent.txt"),
        ("--from translator --text it.txt --word sun", "--word sun: in none of the 1 sentences of it.txt"),
        ("--from translator --text it.txt --model photographs", "photographs is not a run"),
        (f"{PICTURES} --by pca", "--by 'pca': expected one of tsne, umap"),
        (f"{PICTURES} --perplexity 3 --by umap", "--perplexity goes with --by tsne"),
        (f"{PICTURES} --umap-neighbors 3", "--umap-neighbors goes with --by umap"),
        (f"{PICTURES} --nearest 5 --quiet", "--nearest 5: of 10 points expected 1 to 4"),
        (f"{PICTURES} --most 30000", "--most 30,000: expected at most 20,000"),
        (f"{PICTURES} --html a.htm", "--html a.htm: expected a file that ends in .html"),
        (f"{PICTURES} --plot a.gif", "--plot a.gif: expected a file that ends in .png or .svg"),
    ],
)
def test_what_is_refused(typed, tmp_path, line, sentence):
    before = sorted(tmp_path.iterdir())
    code, said = typed(line)
    assert code == 2
    assert said.err.splitlines()[-1].startswith(f"babelix: {sentence}")
    assert sorted(tmp_path.iterdir()) == before
