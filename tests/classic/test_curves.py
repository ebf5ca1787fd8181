import numpy as np
import pytest

from babelix.base.errors import RequestError
from babelix.classic.curves import CURVES, curve_of_function, curve_of_points


def test_a_function_is_measured_between_the_places_fitted():
    curve = curve_of_function("x**2", (0, 3), 7)
    np.testing.assert_allclose(curve.x, [0, 0.5, 1, 1.5, 2, 2.5, 3])
    np.testing.assert_allclose(curve.y, curve.x**2)
    np.testing.assert_allclose(curve.test_y, curve.test_x**2)
    assert len(curve.test_x) == 60
    assert not set(curve.x) & set(curve.test_x)
    assert curve.test_x.min() > 0
    assert curve.test_x.max() < 3


def test_a_name_stands_for_its_expression():
    named, written = (curve_of_function(each, (-1, 1), 11) for each in ("beats", CURVES["beats"]))
    np.testing.assert_array_equal(named.y, written.y)
    np.testing.assert_allclose(named.y, np.sin(3 * np.pi * named.x) * np.cos(7 * np.pi * named.x))
    assert (named.name, written.name) == ("beats", CURVES["beats"])


@pytest.mark.parametrize(
    ("function", "interval", "sentence"),
    [
        ("1/x", (-1, 1), "`function` '1/x' is inf at x = 0; expected finite numbers on `interval` -1,1"),
        ("log(x)", (-1, 1), "`function` 'log(x)' is nan at x = -1"),
        ("exp(x)", (0, 1e3), "`function` 'exp(x)' is inf at x = 7"),
        ("x", (1, 1), "`interval` 1,1: expected two numbers, the lower first"),
        ("x", (0, float("inf")), "`interval` 0,inf: expected two numbers"),
        ("x", (-1.7e308, 1.7e308), "`interval` -1.7e+308,1.7e+308: expected two numbers"),
        (
            "waves",
            (-1, 1),
            "`function` 'waves': expected one of wave, beats, fading, step or an expression in x",
        ),
        ("y", (-1, 1), "`function` 'y': expected one of"),
    ],
)
def test_what_is_refused(function, interval, sentence):
    with pytest.raises(RequestError) as refused:
        curve_of_function(function, interval, 101)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    "function",
    [
        "1/x",
        "-1/x",
        "1/x**2",
        "1/(x - 1/3)",
        "tan(pi*x)",
        "5*x + 1e-5/x",
        "abs(x)**-0.5",
        "5*step(x) + 1e-4/(x - 1/3)",  # a jump elsewhere is steeper
        "9*tanh(1e4*x) + 9*sign(x - 1/7) + 1e-4/(x + 1/3)",
    ],
)
def test_a_pole_between_the_places_is_found(function):
    with pytest.raises(RequestError, match=r"(leaves all bounds near|is inf at) x = .*`interval` -1,1"):
        curve_of_function(function, (-1, 1), 400)


@pytest.mark.parametrize(
    "function",
    [
        *CURVES,
        "sin(pi*x)/x",
        "0*x",
        "abs(x)",
        "sqrt(x + 1)",
        "exp(-1e4*x**2)",
        "tanh(1e5*x)",
        "sign(x)*1e200",
    ],
)
def test_what_is_steep_or_has_a_gap_is_no_pole(function):
    assert np.isfinite(curve_of_function(function, (-1, 1), 400).test_y).all()


def test_every_fifth_point_is_held_out_and_no_end(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("".join(f"{x},{10 * x}\n" for x in (5, 3, 1, 0, 2, 4, 6, 7, 8, 9, 10, 11, 12)))
    curve = curve_of_points(path)
    np.testing.assert_array_equal(curve.test_x, [2, 7])  # 12 is an end
    np.testing.assert_array_equal(curve.x, [0, 1, 3, 4, 5, 6, 8, 9, 10, 11, 12])
    np.testing.assert_array_equal(curve.y, 10 * curve.x)
    assert curve.said == "2 of 13 points, which were not fitted"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["1,2"] * 9, "expected at least 10 points, got 9"),
        (["1,2"] * 11, "every x is 1; expected points along x"),
    ],
)
def test_points_that_make_no_curve(tmp_path, rows, sentence):
    (tmp_path / "p.csv").write_text("\n".join(rows))
    with pytest.raises(RequestError, match=sentence):
        curve_of_points(tmp_path / "p.csv")
