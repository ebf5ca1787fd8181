"""What Python callers may hand to a public function: one check, read from the function's own annotations.

Python takes a text for the list of its letters and passes None on until something breaks far inside. A function under
`checked` says in one sentence which argument is amiss, what was expected and what came. Why not by pydantic:
decisions/house/arguments-are-checked-by-our-own-rules.md.
"""

import inspect
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, wraps
from numbers import Real
from os import PathLike
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from babelix.base.errors import RequestError

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_WORDS = {
    str: ("a text", "texts"),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    bool: ("True or False", "truth values"),
    Path: ("a path", "paths"),
    NoneType: ("None", "None"),
}
_LISTS = (Sequence, Iterable)


class _MisfitError(Exception):
    """A value that its annotation refuses: where in the argument, and what was expected there."""

    def __init__(self, place: str, expected: str, value: Any) -> None:
        super().__init__(expected)
        self.place, self.expected, self.value = place, expected, value


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Return `function` with its arguments held against their annotations, before it does anything.

    Numbers of numpy pass as numbers, a text as a path, anything that can be gone through in order as a list, which the
    function receives as one. Raises `RequestError` naming the argument, what was expected and what came. What has an
    annotation of another kind passes as it is.
    """
    signature = inspect.signature(function)

    @cache
    def hints() -> dict[str, Any]:
        return get_type_hints(function)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError:
            return function(*args, **kwargs)  # Python's own sentence on missing and unknown arguments
        for name, value in bound.arguments.items():
            if name in hints():
                bound.arguments[name] = fitted(name, value, hints()[name])
        return function(*bound.args, **bound.kwargs)

    return call


def checked_fields(kind: type[T]) -> type[T]:
    """Return a dataclass that callers fill in, with its fields held against their annotations as `checked` does."""
    kind.__init__ = checked(kind.__init__)  # type: ignore[method-assign]
    return kind


def at_least(least: int, **numbers: int) -> None:
    """Raise `RequestError` naming the first of `numbers` that is below `least`."""
    for name, value in numbers.items():
        if value < least:
            raise RequestError(f"`{name}` {value}: expected at least {least}", setting=name)


def fitted(name: str, value: Any, hint: Any) -> Any:
    """Return the argument `name` as its annotation `hint` wants it. Raises `RequestError` when it is something else."""
    try:
        found = _fit(value, hint, "")
    except _MisfitError as misfit:
        raise _refusal(name, misfit) from None
    return _stream(name, found) if get_origin(hint) is Iterable else found


def _stream(name: str, items: Iterator[Any]) -> Iterator[Any]:
    try:
        yield from items
    except _MisfitError as misfit:
        raise _refusal(name, misfit) from None


def _refusal(name: str, misfit: _MisfitError) -> RequestError:
    found = misfit.value
    listed = misfit.expected.startswith("a list") and isinstance(found, str) and not misfit.place
    advice = f"; put it in a list: [{_shown(found)}]" if listed else ""
    return RequestError(
        f"`{name}`{misfit.place}: expected {misfit.expected}, got {_described(found)}{advice}", setting=name
    )


def _fit(value: Any, hint: Any, place: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _fit_one_of(value, get_args(hint), hint, place)
    if origin is Literal:
        return _plain(value, str, place) if all(isinstance(each, str) for each in get_args(hint)) else value
    if origin in _LISTS:
        return _fit_list(value, hint, place, lazily=origin is Iterable)
    if origin is Callable and not callable(value):
        raise _MisfitError(place, _word(hint), value)
    if hint in _WORDS:
        return _plain(value, hint, place)
    ours = isinstance(hint, type) and hint.__module__.startswith("babelix.")
    if ours and not getattr(hint, "_is_protocol", False) and not isinstance(value, hint):
        raise _MisfitError(place, _word(hint), value)
    return value


def _fit_one_of(value: Any, kinds: Sequence[Any], hint: Any, place: str) -> Any:
    deepest: _MisfitError | None = None
    for kind in kinds:
        try:
            return _fit(value, kind, place)
        except _MisfitError as misfit:
            if misfit.place != place:  # the right kind of list, with a wrong item
                deepest = misfit
    raise deepest or _MisfitError(place, _word(hint), value)


def _fit_list(value: Any, hint: Any, place: str, *, lazily: bool) -> Any:
    if isinstance(value, str | bytes | bytearray | Mapping | Set) or not isinstance(value, Iterable):
        raise _MisfitError(place, _word(hint), value)
    (kind, *_) = get_args(hint)
    items: Iterator[Any] = (
        _fit(item, kind, f"{place}, number {number}") for number, item in enumerate(value, start=1)
    )
    if lazily:
        return items
    # A million lines are looked at, and not copied.
    return value if isinstance(value, list) and all(type(each) is kind for each in value) else list(items)


def _plain(value: Any, kind: type, place: str) -> Any:
    if kind is NoneType:
        fits = value is None
    elif kind is bool:
        fits = isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")
    elif kind is Path:
        fits = isinstance(value, str | PathLike)
    elif isinstance(value, bool):
        fits = False
    elif kind is int:
        fits = hasattr(value, "__index__") and not hasattr(value, "__len__")
    else:
        fits = isinstance(value, Real if kind is float else kind)
    if not fits:
        raise _MisfitError(place, _WORDS[kind][0], value)
    if kind is int:
        return operator.index(value)
    return value if kind in (str, NoneType) or type(value) is int else kind(value)


def _word(hint: Any, *, many: bool = False) -> str:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return " or ".join(_word(each, many=many) for each in get_args(hint))
    if origin in _LISTS:
        return f"{'lists' if many else 'a list'} of {_word(get_args(hint)[0], many=True)}"
    if origin is Callable:
        return "functions" if many else "a function"
    if hint in _WORDS:
        return _WORDS[hint][many]
    name = str(getattr(hint, "__name__", hint))
    return f"values of {name}" if many else f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _described(value: Any) -> str:
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, str):
        return f"the text {_shown(value)}"
    return f"a value of type {type(value).__name__}, {_shown(value)}"


def _shown(value: Any) -> str:
    """Return how Python writes `value`, in 60 characters; a surrogate without its half is spelt out."""
    written = ascii(value) if isinstance(value, str) and not _has_utf8(value) else repr(value)
    return written if len(written) <= 60 else f"{written[:57]}..."


def _has_utf8(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
