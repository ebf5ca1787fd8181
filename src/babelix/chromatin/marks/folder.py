"""The folder that `binarize` writes into: what else lies there, and what may become of it.

Whoever learns reads every marks file of a folder, so one that an earlier run left there would be learnt from without a
word (decisions/states/a-marks-folder-holds-one-runs-files).
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.chromatin.marks.errors import differing_marks
from babelix.chromatin.marks.files import marks_in, read_header, recorded_bin_size

MANIFEST = "binarize.json"
_SHOWN = 5


@dataclass(frozen=True)
class Reuse:
    """What to do with marks files that a run finds and does not write; by default it refuses to run.

    `add` leaves those of other cells beside the run's own; `replace` removes what is then left, if `binarize` wrote it.
    """

    replace: bool = False
    add: bool = False


@dataclass(frozen=True)
class Folder:
    """A folder that a run is to write into: its `cells`, its `marks`, bases a bin, and the `table` that names them."""

    path: Path
    table: str
    cells: Collection[str]
    marks: tuple[str, ...]
    bin_size: int
    reuse: Reuse

    def kept_and_gone(self, written: Collection[str]) -> tuple[list[Path], list[Path]]:
        """Return the marks files that stay beside those called `written`, and those that must go.

        Raises `RequestError` naming the files that may do neither, files of other marks, and bins of another size.
        """
        found = marks_in(self.path) if self.path.is_dir() else []
        others = [path for path in found if path.name not in written]
        kept = [path for path in others if self._is_added(path)] if self.reuse.add else []
        gone = [path for path in others if path not in kept]
        self._refuse_mixed(found, kept)
        own = self.manifest().get("files", ()) if gone else ()
        if strange := [path for path in gone if path.name not in own]:
            self._refuse(strange, "move them, for binarize did not write them and `replace` leaves them")
        if gone and not self.reuse.replace:
            self._refuse(gone, "ask for `replace` to remove them")
        return kept, gone

    def manifest(self) -> dict[str, Any]:
        """Return the record that an earlier run left; empty without one. Raises `RequestError` when it is damaged."""
        path = self.path / MANIFEST
        if not path.exists():
            return {}
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(found["files"], list):
                return dict(found)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        raise RequestError(
            f"{path}: expected the record of an earlier run, with its files; delete or restore it"
        )

    def _is_added(self, path: Path) -> bool:
        cell, _, marks = read_header(path)
        if cell in self.cells:
            return False
        if marks != self.marks:
            raise differing_marks(self.marks, self.table, marks, str(path))
        return True

    def _refuse_mixed(self, found: list[Path], kept: list[Path]) -> None:
        known = recorded_bin_size(self.path)
        if known in (None, self.bin_size) or not (kept or (found and not self.reuse.replace)):
            return
        remedy = "give another `out`" if kept else "give another `out`, or ask for `replace`"
        raise RequestError(
            f"{self.path} holds marks in bins of {known} bases, and bins of {self.bin_size} were asked for; {remedy}",
            setting=("out", "replace"),
        )

    def _refuse(self, files: list[Path], remedy: str) -> None:
        more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
        named = ", ".join(path.name for path in files[:_SHOWN])
        added = "" if self.reuse.add else ", or ask for `add` to keep other cells beside these"
        raise RequestError(
            f"{self.path} holds marks files that this run does not write and learning would read: {named}{more}; give "
            f"another `out`, or {remedy}{added}",
            setting=("out", "replace", "add"),
        )
