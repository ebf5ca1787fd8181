import json

import pytest

from babelix.cli.main import run


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.chdir(tmp_path)

    def type_line(line):
        code = run(["classic", "playground", *line.split()])
        return code, capsys.readouterr()

    return type_line


def test_what_is_printed_and_read_back(typed, tmp_path):
    code, said = typed("--set moons --epochs 7 --layers 3,2 --out toy.json --plot a.svg --seed 3")
    assert code == 0
    first, trained, held_out, *files = said.out.splitlines()
    assert first == "moons: 2-3-2-2, tanh, 7 epochs of 160 points"
    assert trained.startswith("trained on  ")
    assert held_out.endswith("% right of 40")
    assert files == ["toy.json", "a.svg"]
    code, again = typed("--from toy.json --plot b.svg --layer 1 --neurons 3,1")
    assert code == 0
    assert again.out.splitlines() == [first, trained, held_out, "b.svg"]
    assert (tmp_path / "b.svg").exists()


def test_a_loss_that_rose_is_told(typed):
    code, said = typed("--epochs 3 --rate 1e9")
    assert code == 0
    assert said.out.splitlines()[-1].startswith("the loss rose from 0.")
    code, said = typed("--epochs 3")
    assert "rose" not in said.out


def test_the_options_of_a_training_are_given_beside_from_by_none(typed):
    assert typed("--epochs 1 --out toy.json")[0] == 0
    assert typed("--from toy.json")[0] == 0


def test_what_programs_read(typed):
    code, said = typed(
        "--epochs 5 --activation relu --rate 0.02 --momentum 0 --batch 7 --decay 0 --json --quiet"
    )
    assert (code, said.err) == (0, "")
    found = json.loads(said.out)
    assert found["layers"] == [2, 6, 2, 2]
    assert found["training"] == {"epochs": 5, "rate": 0.02, "momentum": 0.0, "batch": 7, "decay": 0.0}
    assert found["history"][-1]["held_out"] == found["held_out_accuracy"]
    assert (found["trained_on"], found["held_out"], found["points"]) == (160, 40, "circle")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--set disc", "--set 'disc': expected one of circle, xor, spiral, moons"),
        ("--set xor --points p.csv", "give either --set or --points, not both"),
        ("--from a.json --set xor", "give either --from, which has its own points, or --set or --points"),
        ("--from a.json --epochs 7", "--from reads a net and trains nothing; leave out --layers"),
        ("--from a.json --seed 3", "--from reads a net and trains nothing; leave out --layers"),
        ("--set= ", "--set '': expected one of circle"),
        ("--from absent.json", "no such file: absent.json"),
        ("--points absent.csv", "no such file: absent.csv"),
        ("--layers 6,x", "--layers '6,x': expected whole numbers"),
        ("--layers 0", "--layers 0: expected at least 1"),
        ("--out toy.txt", "--out toy.txt: expected a file that ends in .json"),
        ("--plot a.gif", "--plot a.gif: expected a file that ends in .png or .svg"),
        ("--layer 1", "--layer and --neurons say what is drawn; name the figure's file with --plot"),
        ("--epochs 1 --plot a.png --layer 3", "--layer 3: the net has hidden layers 1 to 2"),
        ("--epochs 1 --plot a.png --neurons 1", "--neurons 1: expected two numbers"),
        ("--epochs 0", "--epochs 0: expected at least 1"),
        ("--momentum 1", "--momentum 1: expected a number of at least 0 and below 1"),
    ],
)
def test_what_is_refused(typed, tmp_path, line, sentence):
    code, said = typed(line)
    assert code == 2
    assert said.err.splitlines()[-1].startswith(f"babelix: {sentence}")
    assert list(tmp_path.iterdir()) == []
