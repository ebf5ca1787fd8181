import ast
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from babelix.base.errors import RequestError
from babelix.classic.expression import DEEPEST, FUNCTIONS, parse


def at(text, x=2.0):
    return float(parse(text)(np.array([x]))[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x", 2),
        ("3", 3),
        (".5e1", 5),
        ("2.", 2),
        ("1 - 2 - 4", -5),
        ("16/4/2", 2),
        ("1 + 2*x", 5),
        ("-x**2", -4),
        ("2**3**2", 512),
        ("2**-1", 0.5),
        ("(1+x)*-(3)", -9),
        ("- -x", 2),
        ("+x", 2),
        ("2*pi*e", 2 * math.pi * math.e),
        ("exp(log(x) + 0)", 2),
        ("sin(cos(tan(x)))", math.sin(math.cos(math.tan(2)))),
        ("step(x-2) + step(x) + step(-x)", 1.5),
    ],
)
def test_values_by_hand(text, value):
    assert at(text) == pytest.approx(value, rel=1e-14)


OPERATORS = st.sampled_from(["+", "-", "*"])
ATOMS = st.sampled_from(["x", "3", "0.5", "pi", "7.25"])
WRITTEN = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{}{}{}".format, inner, OPERATORS, inner),
        st.builds("({})".format, inner),
        st.builds("-{}".format, inner),
        st.builds("{}**2".format, ATOMS),
    ),
    max_leaves=13,
)


@given(WRITTEN)
def test_it_means_what_python_means(text):
    """Python's own compiler, on expressions that hold nothing but numbers and operators."""
    expected = eval(
        compile(ast.parse(text, mode="eval"), "", "eval"), {"__builtins__": {}}, {"x": 1.25, "pi": math.pi}
    )
    assert at(text, 1.25) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_constant_has_the_shape_of_x():
    assert parse("3")(np.zeros((2, 3))).shape == (2, 3)


def test_what_is_no_number_there_is_told_and_warns_nobody():
    assert np.isinf(at("1/0"))
    assert np.isinf(at("9**9**9"))
    assert np.isnan(at("log(-1)"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sin(x", "column 6: a ( is not closed"),
        ("2x", "column 2: expected an operator or the end, got 'x'; a product is written *"),
        ("|x|", "column 1: '|' is no part of an expression; an absolute value is written abs(x)"),
        ("2,5*x", "column 2: ',' is no part of an expression; a decimal point is written ."),
        ("x^2", "column 2: '^' is no part of an expression; a power is written **"),
        ("sni(x)", "column 1: the word 'sni' is not known; did you mean 'sin'?"),
        ("__import__('os')", 'column 12: "\'" is no part of an expression'),
        ("x.real", "column 2: '.' is no part of an expression"),
        ("qqq", "column 1: the word 'qqq' is not known; known are x, pi, e, sin"),
        ("1 + sin x", "column 9: expected ( after sin, as in sin(x)"),
        ("", "column 1: it ends too early"),
        ("x + ", "column 4: it ends too early"),
        ("x)", "column 2: expected an operator or the end, got ')'"),
        ("(x 2)", "column 4: expected ), got '2'"),
        ("*x", "column 1: expected a number, x, a function or (, got '*'"),
        ("(" * 51 + "x" + ")" * 51, f"column 51: expected at most {DEEPEST} parts within one another"),
        ("-" * 900 + "x", f"expected at most {DEEPEST} parts within one another"),
    ],
)
def test_what_is_refused_and_where(text, sentence):
    with pytest.raises(RequestError) as refused:
        parse(text)
    assert sentence in str(refused.value)
    assert refused.value.setting == ("function",)


def test_a_text_without_end_is_refused_before_it_is_read():
    with pytest.raises(RequestError, match="`function` of 1,001 characters: expected at most 1,000"):
        parse("x" * 1001)


def test_every_function_is_the_one_of_its_name():
    for name in FUNCTIONS.keys() - {"sign", "step", "abs"}:
        assert at(f"{name}(x)", 0.375) == pytest.approx(getattr(math, name)(0.375), rel=1e-14)
    assert (at("abs(-x)"), at("sign(-x)")) == (2, -1)
