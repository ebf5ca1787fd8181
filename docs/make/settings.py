"""Writes the settings of a recipe into docs/translation/training.md, from the settings themselves: `make reference`."""

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import PositiveFloat
from pydantic.fields import FieldInfo

from babelix.base.files import write_text
from babelix.base.settings import Settings

BEGIN, END = "<!-- settings: written by `make reference` -->", "<!-- end of the settings -->"
_TYPES: dict[Any, str] = {
    int: "whole number",
    float: "number",
    str: "text",
    bool: "true or false",
    list[str]: "list of texts",
    list[int]: "list of whole numbers",
    dict[str, PositiveFloat]: "table of numbers above 0",
}
_BOUNDS = {"gt": "above", "ge": "from", "lt": "below", "le": "up to"}


def settings_reference() -> str:
    """Return every setting of a translation recipe as Markdown tables, a section each."""
    from babelix.workflows.translation.settings import TranslationSettings

    fields = TranslationSettings.model_fields
    groups = {name: field for name, field in fields.items() if _is_group(field)}
    alone = {k: f for k, f in fields.items() if k not in groups}
    above = ["### Before every section\n", *_table(alone, meanings(TranslationSettings))]
    return "\n".join([*above, *(line for name, field in groups.items() for line in _section(name, field))])


def with_settings(page: str) -> str:
    """Return `page` with the present settings between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{settings_reference()}\n{END}{after}"


def _section(name: str, field: FieldInfo) -> Iterator[str]:
    group: Any = field.annotation
    assert issubclass(group, Settings)
    yield f"### `[{name}]`\n\n{group.__doc__}\n"
    yield from _table(group.model_fields, meanings(group))
    for key, inner in group.model_fields.items():
        if (kind := _tables_of(inner)) is not None:
            yield f"### `[[{name}.{key}]]`\n\n{kind.__doc__}\n"
            yield from _table(kind.model_fields, meanings(kind))


def _is_group(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, Settings)


def _tables_of(field: FieldInfo) -> type[Settings] | None:
    """Return the settings of each table of a list of them, None for any other setting."""
    (kind, *_) = get_args(field.annotation) or (None,)
    is_list = get_origin(field.annotation) is list
    return kind if is_list and isinstance(kind, type) and issubclass(kind, Settings) else None


def meanings(kind: type[Settings]) -> dict[str, str]:
    """Return what stands below each setting in the source, by its name: in its own class, else in those it is of."""
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        if issubclass(each, Settings) and each is not Settings:
            found |= _below(each)
    return found


def _below(kind: type[Settings]) -> dict[str, str]:
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(body, ast.ClassDef)
    return {
        setting.target.id: inspect.cleandoc(below.value.value)
        for setting, below in pairwise(body.body)
        if isinstance(setting, ast.AnnAssign) and isinstance(setting.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if isinstance(below.value.value, str)
    }


def _table(settings: Mapping[str, FieldInfo], meaning: Mapping[str, str]) -> Iterator[str]:
    yield "| setting | value | unless given | meaning |\n|---|---|---|---|"
    for key, setting in settings.items():
        cells = (f"`{key}`", _value(setting), _default(setting.default), meaning.get(key, ""))
        yield "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
    yield ""


def _value(setting: FieldInfo) -> str:
    if _tables_of(setting) is not None:
        return "tables, see below"
    several = isinstance(setting.annotation, UnionType) or get_origin(setting.annotation) is Union
    kinds = get_args(setting.annotation) if several else [setting.annotation]
    (kind,) = (kind for kind in kinds if kind is not NoneType)
    if get_origin(kind) is Literal:
        return " or ".join(f"`{word}`" for word in get_args(kind))
    bounds = [
        f"{word} {getattr(bound, key)}"
        for bound in setting.metadata
        for key, word in _BOUNDS.items()
        if hasattr(bound, key)
    ]
    return " ".join([_TYPES[kind], ", ".join(bounds)]).strip()


def _default(value: Any) -> str:
    if value is None or value in ([], {}):
        return "none"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    write_text(page, with_settings(page.read_text(encoding="utf-8")))
