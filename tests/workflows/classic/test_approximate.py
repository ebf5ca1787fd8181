import subprocess
import sys

import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.workflows.classic.approximate import approximate


@pytest.mark.slow
def test_sizes_and_restarts_in_the_order_asked():
    told = []
    found = approximate("sin(3*x)", neurons=[3, 1], restarts=3, interval=[0, 2], seed=7, listener=told.append)
    assert [each.p for each in found.sums] == [3, 1]
    assert [len(each.rmse) for each in found.sums] == [3, 3]
    three, one = found.sums
    assert three.median < one.median / 10
    assert three.least == min(three.rmse)
    assert three.median == sorted(three.rmse)[1]
    assert (found.curve.x.min(), found.curve.x.max()) == (0, 2)
    best = three.best(found.curve.test_x) - found.curve.test_y
    assert three.least == pytest.approx(np.sqrt(np.mean(best**2)))
    assert three.largest == pytest.approx(np.abs(best).max())
    assert told[-1].done == told[-1].total == 30


def test_restarts_are_each_by_itself():
    few, many = (approximate("x", neurons=[2], restarts=n, activation="relu").sums[0].rmse for n in (2, 3))
    assert few == pytest.approx(many[:2], rel=1e-9, abs=1e-15)


def test_points_of_a_file(tmp_path):
    x = np.linspace(0, 5, 41)
    (tmp_path / "p.csv").write_text("".join(f"{a},{np.tanh(a - 2)}\n" for a in x.tolist()))
    found = approximate(points=tmp_path / "p.csv", neurons=[2], restarts=2)
    assert found.sums[0].least < 1e-6
    assert found.curve.name == "p.csv"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"function": "x", "points": "p"}, "give either `function` or `points`, not both"),
        ({"points": "p", "interval": [0, 1]}, "`interval` goes with `function`"),
        ({"points": "absent.csv"}, "no such file: absent.csv"),
        ({"neurons": [6, 0]}, "`neurons` 0: expected at least 1"),
        ({"neurons": [6, 3, 6]}, "`neurons`: 6 stands there twice; give each number once"),
        ({"seed": -1}, "`seed` -1: expected at least 0"),
        ({"neurons": []}, "`neurons`: expected at least one number"),
        (
            {"neurons": [134]},
            "`neurons` 134: 402 numbers cannot be told from 400 points; expected at most 133",
        ),
        ({"restarts": 0}, "`restarts` 0: expected at least 1"),
        ({"interval": [0]}, "`interval`: expected two numbers, got 1"),
        (
            {"activation": "tan"},
            "`activation` 'tan': expected one of tanh, sigmoid, relu, sine; did you mean 'tanh'?",
        ),
    ],
)
def test_what_is_refused(asked, sentence):
    with pytest.raises(RequestError) as refused:
        approximate(**asked)
    assert str(refused.value).startswith(sentence)


@pytest.mark.slow
def test_nobody_waits_for_torch():
    code = (
        "import sys, babelix.workflows.classic.approximate, babelix.views.classic.approximate\n"
        "print('torch' in sys.modules)"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert process.stdout == "False\n"
