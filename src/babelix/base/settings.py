"""Settings: read strictly, frozen, every unknown key refused."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from babelix.base.errors import RequestError, did_you_mean


class Settings(BaseModel):
    """A frozen group of settings. A key it does not know is an error that names the nearest known one."""

    # What a setting means stands below it, for readers and for the docs' writer: reading it here would parse the
    # source each time a program starts.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @classmethod
    def read(cls, values: Mapping[str, Any], origin: str) -> Self:
        """Validate nested `values`; `origin` names their file in errors. Raises `RequestError`."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise RequestError(f"{origin}: {_explain(cls, error)}") from None


def read_toml(path: str | Path) -> dict[str, Any]:
    """Return the tables of a TOML file. Raises `RequestError` naming the file and the line at fault."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise RequestError(f"no such recipe: {path}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RequestError(f"{path} is not a readable TOML file: {error}") from None


def override(values: Mapping[str, Any], assignments: Sequence[str]) -> dict[str, Any]:
    """Return `values` with each ``section.key=value`` set; the value is read as TOML, or as text when it is none."""
    result: dict[str, Any] = {key: dict(v) if isinstance(v, Mapping) else v for key, v in values.items()}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        path = name.strip().split(".")
        if not equals or not all(path):
            raise RequestError(f"expected section.key=value, got {assignment!r}")
        table = result
        for part in path[:-1]:
            inner = table.get(part, {})
            if not isinstance(inner, Mapping):
                raise RequestError(f"{assignment!r}: {part!r} is a single setting, not a section")
            table[part] = dict(inner)
            table = table[part]
        value = _toml_value(text.strip())
        if isinstance(value, Mapping) or isinstance(table.get(path[-1]), Mapping):
            raise RequestError(
                f"{assignment!r} would put all of the section {name.strip()!r} anew; set one setting at a time: "
                f"{name.strip()}.key=value"
            )
        table[path[-1]] = value
    return result


def _toml_value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _explain(model: type[BaseModel], error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = _known_keys(model, first["loc"][:-1])
        suggestion = did_you_mean(str(first["loc"][-1]), known)
        return f"unknown setting {place!r}{suggestion or '; known here: ' + ', '.join(sorted(known))}"
    if first["type"] == "missing":
        return f"setting {place!r} is missing"
    if first["type"] == "value_error":  # settings that contradict each other: the section's own sentence
        return f"[{place}]: {first['ctx']['error']}" if place else str(first["ctx"]["error"])
    return f"setting {place!r}: {first['msg']} (got {first['input']!r})"


def _known_keys(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    for part in path:
        field = model.model_fields.get(str(part))
        inner: Any = field.annotation if field else None
        if get_origin(inner) is list:  # the number of the table follows, which is no key
            (inner,) = get_args(inner)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            model = inner
    return list(model.model_fields)
