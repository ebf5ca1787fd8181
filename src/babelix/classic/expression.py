"""A function of x as it is written: ``sin(3*x) + exp(-x)``. It is parsed, never run as code.

    sum     = product (("+" | "-") product)*
    product = signed (("*" | "/") signed)*
    signed  = ("-" | "+") signed | power
    power   = atom ["**" signed]
    atom    = number | "x" | "pi" | "e" | function "(" sum ")" | "(" sum ")"

As on paper and in Python, ``-x**2`` is -(x**2) and ``2**3**2`` is 2**9.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError, did_you_mean

Values = NDArray[np.float64]
Function = Callable[[Values], Values]

FUNCTIONS: Mapping[str, Callable[[Values], Values]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "step": lambda u: np.heaviside(u, 0.5),
}
CONSTANTS: Mapping[str, float] = {"pi": np.pi, "e": np.e}
LONGEST, DEEPEST = 1000, 50
_ADVICE = {
    "^": "; a power is written **",
    "|": "; an absolute value is written abs(x)",
    ",": "; a decimal point is written .",
}
_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/()]))"
)


@dataclass(frozen=True)
class Expression:
    """A function of x: `text` as it was written, and what computes it."""

    text: str
    function: Function

    def __call__(self, x: Values) -> Values:
        """Return the values at `x`, of the same shape; what is no number there (1/0, log of -1) is inf or nan."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self.function(x), dtype=np.float64), x.shape).copy()


def parse(text: str) -> Expression:
    """Return the function that `text` writes. Raises `RequestError` naming the place and what was expected there."""
    if len(text) > LONGEST:
        raise RequestError(
            f"`function` of {len(text):,} characters: expected at most {LONGEST:,}", setting="function"
        )
    return Expression(text, _Parser(text).whole())


class _Parser:
    """Reads one expression from left to right, by the grammar above."""

    def __init__(self, text: str) -> None:
        self._text, self._depth = text, 0
        self._tokens: list[tuple[str, int]] = []
        place, end = 0, len(text.rstrip())
        while place < end:
            found = _TOKEN.match(text, place)
            if found is None:
                place += len(text[place:]) - len(text[place:].lstrip())
                advice = _ADVICE.get(text[place], "")
                raise self._refuse(f"{text[place]!r} is no part of an expression{advice}", place)
            self._tokens.append((found[0].strip(), found.end() - len(found[0].strip())))
            place = found.end()
        self._tokens.append(("", end))
        self._at = 0

    def whole(self) -> Function:
        function = self._sum()
        if self._next:
            advice = "; a product is written *" if self._next[0].isalnum() or self._next[0] == "(" else ""
            raise self._refuse(f"expected an operator or the end, got {self._next!r}{advice}")
        return function

    @property
    def _next(self) -> str:
        return self._tokens[self._at][0]

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _refuse(self, said: str, place: int | None = None) -> RequestError:
        column = (self._tokens[self._at][1] if place is None else place) + 1
        return RequestError(f"`function` {self._text!r}, column {column}: {said}", setting="function")

    def _sum(self) -> Function:
        left = self._product()
        while self._next in ("+", "-"):
            left = _joined(np.add if self._take() == "+" else np.subtract, left, self._product())
        return left

    def _product(self) -> Function:
        left = self._signed()
        while self._next in ("*", "/"):
            left = _joined(np.multiply if self._take() == "*" else np.divide, left, self._signed())
        return left

    def _signed(self) -> Function:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._refuse(f"expected at most {DEEPEST} parts within one another")
        try:
            if self._next in ("-", "+"):
                negative, inner = self._take() == "-", self._signed()
                return (lambda x: -inner(x)) if negative else inner
            base = self._atom()
            if self._next == "**":
                self._take()
                return _joined(np.power, base, self._signed())
            return base
        finally:
            self._depth -= 1

    def _atom(self) -> Function:
        word = self._next
        if word == "(":
            self._take()
            return self._closed()
        if word[:1].isdigit() or word[:1] == ".":
            return _constant(float(self._take()))
        if word == "x":
            self._take()
            return lambda x: x
        if word in CONSTANTS:
            return _constant(CONSTANTS[self._take()])
        if word in FUNCTIONS:
            function = FUNCTIONS[self._take()]
            if self._next != "(":
                raise self._refuse(f"expected ( after {word}, as in {word}(x)")
            self._take()
            inner = self._closed()
            return lambda x: function(inner(x))
        if word and (word[0].isalpha() or word[0] == "_"):
            known = ("x", *CONSTANTS, *FUNCTIONS)
            hint = did_you_mean(word, known) or f"; known are {', '.join(known)}"
            raise self._refuse(f"the word {word!r} is not known{hint}")
        raise self._refuse(
            f"expected a number, x, a function or (, got {word!r}" if word else "it ends too early"
        )

    def _closed(self) -> Function:
        inner = self._sum()
        if self._next != ")":
            raise self._refuse(f"expected ), got {self._next!r}" if self._next else "a ( is not closed")
        self._take()
        return inner


def _constant(value: float) -> Function:
    return lambda x: np.full(x.shape, value)


def _joined(operator: Callable[[Values, Values], Values], left: Function, right: Function) -> Function:
    return lambda x: operator(left(x), right(x))
