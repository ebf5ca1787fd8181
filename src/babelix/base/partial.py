"""A file that is written piece by piece over hours: under another name until it is whole, and gone on with."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError, TaskError
from babelix.base.files import write_json
from babelix.base.locks import lock

PART, STATE = ".part", ".part.json"


class Partial:
    """`path` in the making: its pieces are in ``PATH.part``, and ``PATH.part.json`` says how far it is and of what.

    A piece counts once the second file says so: what was killed between the two is written again. The first is held
    until `finish` or `leave`: another process is refused.
    """

    def __init__(self, path: Path, request: Mapping[str, Any], state: Mapping[str, Any]) -> None:
        self.path, self._request = path, dict(request)
        self.done: dict[str, Any] = dict(state.get("done", {}))
        self._bytes = int(state.get("bytes", 0))
        self._part, self._state = (path.with_name(path.name + ending) for ending in (PART, STATE))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("ab")  # kept open, for it is held as long
            if not lock(self._file):
                self._file.close()
                raise RequestError(f"{self._part} is being written by another process; wait for it")
            self._file.truncate(self._bytes)
        except OSError as error:
            raise TaskError(f"cannot write {self._part}: {error.strerror or error}") from error
        try:
            self._record()
        except BaseException:  # a full disk: nothing empty stays
            self.leave()
            raise

    @classmethod
    def begin(cls, path: Path, request: Mapping[str, Any], *, resume: bool) -> "Partial":
        """Begin `path`, or go on with what is there of it, when `resume` and something is.

        `request` is all its bytes depend on. Raises `RequestError` when there is a part and not `resume`, when it is
        of another request, naming what differs, or damaged, and when `path` is no plain file.
        """
        path = path.resolve() if path.is_symlink() else path
        if path.exists() and not path.is_file():
            kind = "folder" if path.is_dir() else "device or pipe"
            raise RequestError(
                f"cannot write {path}: it is a {kind}; expected a plain file, there already or not"
            )
        part, state = (path.with_name(path.name + ending) for ending in (PART, STATE))
        if not part.exists():  # its state alone is what a kill left as the file was put in its place
            return cls(path, request, {})
        if not resume:
            raise RequestError(
                f"{part} is an earlier attempt at {path.name}; go on with it by `resume`, or delete it to begin anew",
                setting="resume",
            )
        return cls(path, request, _state(part, state, request))

    def add(self, text: str, **done: Any) -> None:
        """Append a piece; `done` is what is done with it, kept in `self.done`. Raises `TaskError` on a full disk."""
        self._bytes += self._write(text)
        self.done = done
        self._record()

    def finish(self, text: str = "") -> None:
        """Append what stands at the end, and put the file in its place: it is whole.

        The end is not recorded: what is killed before the file is in its place is gone on with as if it had none.
        """
        self._write(text)
        self._file.close()
        try:
            self._part.replace(self.path)
        except OSError as error:
            raise TaskError(f"cannot write {self.path}: {error.strerror or error}") from error
        self._state.unlink(missing_ok=True)

    def drop(self) -> None:
        """Take it away: what it was for is written otherwise."""
        with suppress(OSError):
            self._file.close()
        self._part.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)

    def leave(self) -> Path | None:
        """Leave the file for another time and return where it is; None when nothing is in it, and it is gone."""
        # Closing writes again what a full disk did not take; it counts as not written.
        with suppress(OSError):
            self._file.close()
        if self._bytes:
            return self._part if self._part.exists() else None  # None of one that is in its place
        self.drop()
        return None

    def _write(self, text: str) -> int:
        try:
            written = self._file.write(text.encode("utf-8", "surrogateescape"))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise TaskError(f"cannot write {self._part}: {error.strerror or error}") from error
        return written

    def _record(self) -> None:
        write_json(self._state, {"request": self._request, "bytes": self._bytes, "done": self.done})


def _state(part: Path, state: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(state.read_text(encoding="utf-8"))
        before, size = found["request"], int(found["bytes"])
        whole = part.exists() and part.stat().st_size >= size and isinstance(found["done"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise RequestError(f"{part} cannot be gone on with: {state.name} does not describe it; delete both")
    # As JSON gives them back.
    now = json.loads(json.dumps(request))
    changed = [
        f"{name} was {json.dumps(before.get(name))} and is {json.dumps(now.get(name))}"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    ]
    if changed:
        raise RequestError(
            f"{part} is of another request: {', '.join(changed)}; ask for the same, or delete it to begin anew"
        )
    return found
