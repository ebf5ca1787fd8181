"""A translation of a file that goes on where it was left: the same input, the same model, the same bytes."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.base.partial import Partial
from babelix.training.log import BEST, FINAL, LAST
from babelix.workflows.runs.folder import SETTINGS
from babelix.workflows.translation.run import SUBWORDS
from babelix.workflows.translation.teaching.words import WORDS


class Output:
    """A file of translations in the making: how many lines of input are in it, and a checksum of these."""

    def __init__(self, partial: Partial) -> None:
        self._partial, self._read = partial, hashlib.sha256()

    @property
    def lines(self) -> int:
        """Return how many lines of input the file holds the translations of."""
        return int(self._partial.done.get("lines", 0))

    def rest(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield the lines that are not translated yet.

        Raises `RequestError` when those before them are not the ones that are.
        """
        source = iter(lines)
        for number in range(self.lines):
            line = next(source, None)
            if line is None:
                raise RequestError(
                    f"{self._partial.path} is of {self.lines} lines and more, and the input has {number}; "
                    "give the same input"
                )
            self._count([line])
        if self.lines and self._read.hexdigest() != self._partial.done.get("source_sha256"):
            raise RequestError(
                f"the first {self.lines} lines of the input are not those that {self._partial.path} has so far; "
                "give the same input, or delete its parts to begin anew"
            )
        yield from source

    def add(self, text: str, lines: Sequence[str]) -> None:
        """Append the translations of some lines."""
        done = self.lines + len(lines)
        self._count(lines)
        self._partial.add(text, lines=done, source_sha256=self._read.hexdigest())

    def finish(self, text: str = "") -> None:
        """Append what stands at the end, and put the file in its place."""
        self._partial.finish(text)

    def leave(self) -> Path | None:
        """Leave the file for another time; return where it is, None when it is empty and gone."""
        return self._partial.leave()

    def _count(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._read.update(line.encode("utf-8", "surrogateescape") + b"\n")


@checked
def output(path: Path, folder: Path, request: Mapping[str, Any], *, resume: bool) -> Output:
    """Begin the file `path` of translations by the model in `folder`, or go on with it.

    `request` is all else that its text depends on. Raises `RequestError` as `babelix.base.partial.Partial.begin` does.
    """
    weights = next((folder / name for name in (FINAL, BEST, LAST) if (folder / name).exists()), None)
    files = [
        folder / SETTINGS,
        folder / SUBWORDS,
        folder / WORDS,
        *([weights] if weights is not None else []),
    ]
    model = {file.name: digest(file) for file in files if file.exists()}
    return Output(Partial.begin(path, {**request, "model": model}, resume=resume))
