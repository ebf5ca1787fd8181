from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from babelix.base.arguments import at_least, checked, checked_fields, fitted
from babelix.base.errors import RequestError
from babelix.base.progress import Progress


@checked
def sing(
    texts: Sequence[str],
    times: int = 1,
    *,
    loud: bool = False,
    rate: float | None = None,
    folder: Path | None = None,
    how: Literal["high", "low"] = "high",
    listener: Callable[[Progress], None] | None = None,
    numbers: Sequence[int] = (),
) -> tuple[object, ...]:
    """Sing."""
    return texts, times, loud, rate, folder, how, listener, numbers


# As a caller without a type checker sees it.
anything: Any = sing


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            {"texts": "Hello."},
            "`texts`: expected a list of texts, got the text 'Hello.'; put it in a list: ['Hello.']",
        ),
        ({"texts": None}, "`texts`: expected a list of texts, got None"),
        ({"texts": ["a", None]}, "`texts`, number 2: expected a text, got None"),
        ({"texts": ["a", "b", b"c"]}, "`texts`, number 3: expected a text, got a value of type bytes, b'c'"),
        ({"texts": [["a"]]}, "`texts`, number 1: expected a text, got a value of type list, ['a']"),
        ({"texts": {"a": 1}}, "`texts`: expected a list of texts, got a value of type dict, {'a': 1}"),
        ({"texts": {"a"}}, "`texts`: expected a list of texts, got a value of type set, {'a'}"),
        ({"texts": 5}, "`texts`: expected a list of texts, got 5"),
        ({"texts": [], "times": 2.5}, "`times`: expected a whole number, got 2.5"),
        ({"texts": [], "times": 2.0}, "`times`: expected a whole number, got 2.0"),
        ({"texts": [], "times": "2"}, "`times`: expected a whole number, got the text '2'"),
        ({"texts": [], "times": True}, "`times`: expected a whole number, got True"),
        ({"texts": [], "times": None}, "`times`: expected a whole number, got None"),
        ({"texts": [], "loud": 1}, "`loud`: expected True or False, got 1"),
        ({"texts": [], "rate": "fast"}, "`rate`: expected a number or None, got the text 'fast'"),
        ({"texts": [], "rate": False}, "`rate`: expected a number or None, got False"),
        ({"texts": [], "folder": 7}, "`folder`: expected a path or None, got 7"),
        ({"texts": [], "how": 7}, "`how`: expected a text, got 7"),
        ({"texts": [], "listener": "x"}, "`listener`: expected a function or None, got the text 'x'"),
        ({"texts": [], "numbers": [3, 0.5]}, "`numbers`, number 2: expected a whole number, got 0.5"),
        (
            {"texts": "x" * 99},
            f"`texts`: expected a list of texts, got the text '{'x' * 56}...; put it in a list: ['{'x' * 56}...]",
        ),
        (
            {"texts": "\udcff"},
            "`texts`: expected a list of texts, got the text '\\udcff'; put it in a list: ['\\udcff']",
        ),
    ],
)
def test_what_does_not_fit_is_told_by_argument(arguments, sentence):
    with pytest.raises(RequestError) as refused:
        anything(**arguments)
    assert str(refused.value) == sentence
    assert refused.value.setting == (sentence.split("`")[1],)


def test_what_fits_comes_through_as_the_function_wants_it():
    def hear(progress: Progress) -> None:
        pass

    found = anything(
        np.array(["a", "b"]),
        np.int64(3),
        loud=np.bool_(True),
        rate=np.float32(0.5),
        folder="runs",
        how="low",
        listener=hear,
        numbers=range(3),
    )
    assert found[:6] == (["a", "b"], 3, True, 0.5, Path("runs"), "low")
    assert [type(each) for each in found[:5]][1:4] == [int, bool, float]
    assert found[7] == [0, 1, 2]
    assert anything(each for each in "ab")[0] == ["a", "b"]
    assert anything([], rate=2)[3] == 2
    lines = ["a", "b"]
    assert anything(lines)[0] is lines


def test_missing_and_unknown_arguments_are_pythons_own_matter():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'texts'"):
        anything()
    with pytest.raises(TypeError, match="unexpected keyword argument 'tempo'"):
        anything([], tempo=3)


def test_a_stream_is_checked_as_it_is_read():
    @checked
    def echo(lines: Iterable[str]) -> Iterator[str]:
        yield from lines

    said: Any = echo
    heard = said(iter(["a", None, "b"]))
    assert next(heard) == "a"
    with pytest.raises(RequestError, match="`lines`, number 2: expected a text, got None"):
        next(heard)
    with pytest.raises(RequestError, match="`lines`: expected a list of texts, got the text 'abc'"):
        said("abc")


def test_a_choice_of_kinds_names_all_of_them_or_the_item_at_fault():
    with pytest.raises(RequestError, match="`progress`: expected a Progress or None, got the text 'x'"):
        fitted("progress", "x", Progress | None)
    with pytest.raises(RequestError, match="`error`: expected a RequestError, got 3"):
        fitted("error", 3, RequestError)
    hint = Sequence[str | Sequence[str]]
    assert fitted("references", ["a", ["b", "c"]], hint) == ["a", ["b", "c"]]
    with pytest.raises(
        RequestError, match="`references`: expected a list of texts or lists of texts, got None"
    ):
        fitted("references", None, hint)
    with pytest.raises(
        RequestError, match="`references`, number 2: expected a text or a list of texts, got 3"
    ):
        fitted("references", ["a", 3], hint)
    with pytest.raises(RequestError, match="`references`, number 1, number 2: expected a text, got None"):
        fitted("references", [["a", None]], hint)


def test_methods_are_checked_but_for_themselves():
    class Choir:
        @checked
        def sing(self, times: int) -> int:
            return times

        @classmethod
        @checked
        def of(cls, size: int) -> int:
            return size

    assert Choir().sing(3) == Choir.of(3) == 3
    choir: Any = Choir
    with pytest.raises(RequestError, match="`times`: expected a whole number, got the text 'a'"):
        choir().sing("a")
    with pytest.raises(RequestError, match="`size`"):
        choir.of(None)


def test_fields_of_a_dataclass_are_held_against_their_annotations():
    @checked_fields
    @dataclass(frozen=True)
    class Choir:
        singers: int
        folder: Path | None = None

    choir: Any = Choir
    assert choir(np.int64(3), "runs") == Choir(3, Path("runs"))
    with pytest.raises(RequestError, match=r"`singers`: expected a whole number, got 2\.5"):
        choir(2.5)


def test_a_number_below_the_least_is_named():
    at_least(1, threads=1, singers=5)
    with pytest.raises(RequestError, match="`singers` 0: expected at least 1") as refused:
        at_least(1, threads=1, singers=0)
    assert refused.value.setting == ("singers",)
