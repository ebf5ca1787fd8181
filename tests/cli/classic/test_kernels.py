import json

import numpy as np
import pytest

from babelix.classic.images import read_image, write_image
from babelix.cli.main import run


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys, unpainted):
    monkeypatch.chdir(tmp_path)
    write_image(tmp_path / "a.png", np.arange(35, dtype=np.uint8).reshape(5, 7))
    (tmp_path / "k.txt").write_text("0 0 0\n0 0 2\n0 0 0\n")
    (tmp_path / "even.txt").write_text("1 2\n3 4\n")

    def type_line(line):
        code = run(["classic", "kernels", *line.split()])
        return code, capsys.readouterr()

    return type_line


def test_the_sum_of_one_pixel(typed, tmp_path):
    code, said = typed("--image a.png --kernel k.txt --pixel 2,1 --out out --plot f.svg")
    assert code == 0
    assert said.out.splitlines() == [
        "a.png: 7 x 5 pixels, correlated, reflect at the edges",
        "k           sum      2  values    2.0 to  68.0  mean  35.7  clipped 0.0%",
        "pixel 2,1, gray: values x kernel = products",
        "     1    2    3  |         0        0        0  |      0.00     0.00     0.00",
        "     8    9   10  |         0        0        2  |      0.00     0.00    20.00",
        "    15   16   17  |         0        0        0  |      0.00     0.00     0.00",
        "sum: gray 20.00",
        "out/k.png",
        "f.svg",
    ]
    assert read_image(tmp_path / "out" / "k.png")[1, 2] == 20


def test_the_sum_of_one_pixel_under_each_of_several_kernels(typed):
    code, said = typed("--image a.png --kernel k.txt --kernel identity --pixel 2,1")
    assert code == 0
    assert "pixel 2,1 of k, gray: values x kernel = products" in said.out
    assert "pixel 2,1 of identity, gray: values x kernel = products" in said.out
    assert [line for line in said.out.splitlines() if line.startswith("sum: ")] == [
        "sum: gray 20.00",
        "sum: gray 9.00",
    ]


def test_convolution_turns_the_kernel(typed):
    code, said = typed("--image a.png --kernel k.txt --pixel 2,1 --convolve --edges zero")
    assert code == 0
    assert "a.png: 7 x 5 pixels, convolved, zero at the edges" in said.out
    assert "pixel 2,1, gray: values x kernel (turned round) = products" in said.out
    assert "sum: gray 16.00" in said.out


def test_what_programs_read(typed):
    code, said = typed("--image a.png --kernel identity --kernel edges --json --quiet")
    assert (code, said.err) == (0, "")
    found = json.loads(said.out)
    assert [each["sum"] for each in found["kernels"]] == [1, 0]
    assert found["kernels"][0]["pixel"]["sums"] == [17]
    assert found["kernels"][1]["kernel"] == [[0, -1, 0], [-1, 4, -1], [0, -1, 0]]
    assert (found["learned"], found["figure"]) == (None, None)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--image k.txt", "k.txt is no picture; expected PNG"),
        ("--image absent.png", "no such file: absent.png"),
        ("--image a.png --kernel even.txt", "even.txt has 2 rows; expected an odd number"),
        ("--image a.png --kernel sharp", "--kernel 'sharp': expected a file or one of identity"),
        ("--image a.png --edges black", "--edges 'black': expected one of"),
        ("--image a.png --pixel 9,9", "--pixel 9,9: the picture has columns 0 to 6"),
        ("--image a.png --pixel 9", "--pixel: expected a column and a row, got 1 numbers"),
        ("--image a.png --net absent.safetensors", "no such weights: absent.safetensors"),
        ("--image a.png --plot x.jpg", "--plot x.jpg: expected a file that ends in .png or .svg"),
    ],
)
def test_what_is_refused(typed, tmp_path, line, sentence):
    code, said = typed(line)
    assert code == 2
    assert said.err.startswith(f"babelix: {sentence}")
    assert len(said.err.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "even.txt", "k.txt"]
