"""The registry: one entry for each named data set, read from `registry.json` beside this file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean


@dataclass(frozen=True)
class Source:
    """A public address.

    `url` names a pinned version; `checksum` (``sha1:...``, ``md5:...`` or ``sha256:...``) is of what lies
    there, None when nobody published one; `member` is the file inside when that is a zip; `records` keeps
    only the first so many records of an IDX file. Whatever comes is held against the checksum of the `File`.
    """

    url: str
    checksum: str | None = None
    member: str | None = None
    records: int | None = None


@dataclass(frozen=True)
class File:
    """One file of a data set.

    `path` is its place below a mirror or the cache, `sha256` the checksum of the mirrored bytes, `content`
    the checksum of the gunzipped bytes when the path ends in ``.gz`` (a file compressed elsewhere is as
    good), else None; `source` is None when the file has no pinned public address: it then comes from a mirror
    only.
    """

    path: str
    sha256: str
    content: str | None
    source: Source | None


@dataclass(frozen=True)
class Entry:
    """One data set: what it is, on which terms, whom to thank, and its files by logical name.

    `languages` are the source and the target of sentence pairs that come as one file, `pairs`; none otherwise. Such
    pairs are split by a rule, or `whole`: all of them are training pairs.
    """

    name: str
    description: str
    terms: str
    attribution: str
    homepage: str
    note: str
    files: Mapping[str, File]
    languages: tuple[str, ...] = ()
    whole: bool = False

    @property
    def mirror_only(self) -> bool:
        """True when at least one file has no pinned public address."""
        return any(file.source is None for file in self.files.values())

    @property
    def folders(self) -> list[str]:
        """The folders below a mirror in which the files lie."""
        return sorted({file.path.rpartition("/")[0] for file in self.files.values()})


def names() -> list[str]:
    """Return the names of all data sets, sorted."""
    return sorted(_registry())


@checked
def entry(name: str) -> Entry:
    """Return the entry called `name`. Raises `RequestError` when there is none."""
    known = _registry()
    if name not in known:
        hint = did_you_mean(name, known) or "; `babelix data list` shows them all"
        raise RequestError(f"no data set is called {name!r}{hint}")
    return known[name]


@cache
def _registry() -> dict[str, Entry]:
    text = files("babelix.data").joinpath("registry.json").read_text(encoding="utf-8")
    return {name: _entry(name, values) for name, values in json.loads(text).items()}


def _entry(name: str, values: Mapping[str, Any]) -> Entry:
    return Entry(
        name=name,
        description=values["description"],
        terms=values["terms"],
        attribution=values["attribution"],
        homepage=values["homepage"],
        note=values.get("note", ""),
        files={key: _file(file) for key, file in values["files"].items()},
        languages=tuple(values.get("languages", ())),
        whole=values.get("whole", False),
    )


def _file(values: Mapping[str, Any]) -> File:
    source = values.get("source")
    return File(
        path=values["path"],
        sha256=values["sha256"],
        content=values.get("content"),
        source=Source(**source) if source else None,
    )
