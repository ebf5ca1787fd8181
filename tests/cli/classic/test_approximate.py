import json

import numpy as np
import pytest

from babelix.cli.main import run


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.chdir(tmp_path)

    def type_words(*words):
        code = run(["classic", "approximate", *words])
        return code, capsys.readouterr()

    return type_words


@pytest.mark.slow
def test_what_is_printed(typed, tmp_path):
    code, said = typed("--function", "sin(3*x)", "--neurons", "1,3", "--restarts", "2", "--plot", "a.svg")
    assert code == 0
    head, one, three, figure = said.out.splitlines()
    assert head == "sin(3*x): 400 points fitted; error on 3,990 places that were not fitted"
    assert one.startswith("p =  1  RMSE median ")
    assert three.startswith("p =  3  RMSE median ")
    assert three.endswith("of 2 starts")
    assert figure == "a.svg"
    assert (tmp_path / "a.svg").read_bytes() == b"unpainted"


def test_what_programs_read_is_the_function(typed):
    code, said = typed(
        "--function", "x**2", "--interval=-1,3", "--neurons", "2", "--restarts", "3", "--json", "--quiet"
    )
    assert (code, said.err) == (0, "")
    found = json.loads(said.out)
    (two,) = found["neurons"]
    assert found["interval"] == [-1, 3]
    assert (two["p"], len(two["rmse"]), two["median"]) == (2, 3, sorted(two["rmse"])[1])
    x = np.linspace(-1, 3, 3992)[1:-1]
    f = sum(c * np.tanh(a * x + b) for a, b, c in zip(two["a"], two["b"], two["c"], strict=True))
    assert np.sqrt(np.mean((f - x**2) ** 2)) == pytest.approx(two["best"], rel=1e-6)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--function", ""], "--function '', column 1: it ends too early"),
        (["--neurons", "6,x"], "--neurons '6,x': expected whole numbers with commas between"),
        (["--interval", "0"], "--interval: expected two numbers, got 1"),
        (["--interval", "0;1"], "--interval '0;1': expected numbers with commas between"),
        (["--neurons", "0"], "--neurons 0: expected at least 1"),
        (
            ["--function", "os.system('x')"],
            "--function \"os.system('x')\", column 3: '.' is no part of an expression",
        ),
        (["--function", "1/x", "--interval", "0,1"], "--function '1/x' is inf at x = 0"),
        (["--function", "x", "--points", "p.csv"], "give either --function or --points, not both"),
        (["--points", "absent"], "no such file: absent"),
        (["--plot", "a.pdf"], "--plot a.pdf: expected a file that ends in .png or .svg"),
    ],
)
def test_what_is_refused(typed, tmp_path, words, sentence):
    code, said = typed(*words)
    assert code == 2
    assert said.err.startswith(f"babelix: {sentence}")
    assert len(said.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
