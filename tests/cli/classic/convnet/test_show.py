import json

import pytest


def test_layers_of_an_untrained_net(typed, tmp_path):
    code, said = typed("show --size small --image p.png --plot f.svg")
    assert code == 0
    untrained, *layers, figure = said.out.splitlines()
    assert untrained.startswith("small: untrained, its weights are drawn at random; give --weights or --run")
    assert [line.split()[0] for line in layers] == [
        "features.0", "features.3", "features.6", "classifier.1", "classifier.3",
    ]  # fmt: skip
    assert layers[0].split()[1:6] == ["32", "x", "13", "x", "13"]
    assert (figure, (tmp_path / "f.svg").read_bytes()) == ("f.svg", b"unpainted")


def test_what_programs_read(typed):
    code, said = typed("show --size small --image p.png --json --seed 3")
    found = json.loads(said.out)
    assert (code, found["trained"], found["layers"][-1]["shape"]) == (0, False, [10])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("show --image p.png", "give either --run, a trained net, or --size, a named one"),
        ("show --image absent.png --size small", "no such file: absent.png"),
        (
            "show --image p.png --size small --plot f.pdf",
            "--plot f.pdf: expected a file that ends in .png or .svg",
        ),
        ("show --image p.png --run photographs", "photographs is not a run"),
    ],
)
def test_what_is_refused(typed, line, sentence):
    code, said = typed(line)
    assert code == 2
    assert said.err.startswith(f"babelix: {sentence}")
