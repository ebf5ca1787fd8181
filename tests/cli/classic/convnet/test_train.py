import json

import pytest

LINE = "train --data photographs --side 20 --batch 4 --threads 1 --quiet"


@pytest.mark.slow
def test_train_go_on_show_and_predict(typed):
    code, said = typed(f"{LINE} --epochs 2 --run run")
    assert code == 0
    first, held_out = said.out.splitlines()
    assert first == "run: 205,602 parameters, 4 updates, trained on 8 pictures".replace(
        "205,602", first.split()[1]
    )
    assert held_out.startswith("held out  ")
    code, said = typed(f"{LINE} --epochs 2 --run run --resume --json")
    assert (code, json.loads(said.out)["steps"]) == (0, 4)
    code, said = typed("predict --run run --image p.png")
    assert code == 0
    assert sorted(line.split()[1] for line in said.out.splitlines()) == ["bright", "dark"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("train --data mnst --run r", "data.name 'mnst': expected mnist or cifar10-subset, or a folder"),
        (
            "train --data photographs/dark --run r",
            "photographs/dark: expected a folder of pictures for each of two",
        ),
        ("train --data photographs --epochs 0 --run r", "the options: setting 'training.epochs'"),
        (
            "train --data photographs --size big --run r",
            "--size 'big': expected one of two-column, one-column, small",
        ),
        ("train --data photographs --side 4 --run r", "--side 4: nothing is left of it"),
        ("train --data photographs --run r --resume", "r holds no run to resume"),
    ],
)
def test_what_is_refused(typed, tmp_path, line, sentence):
    code, said = typed(line)
    assert code == 2
    assert said.err.splitlines()[-1].startswith(f"babelix: {sentence}")
    assert not (tmp_path / "r").exists()
