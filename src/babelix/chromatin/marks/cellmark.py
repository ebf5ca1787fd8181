"""The cell-mark table: which file of reads or signal holds which mark of which cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import read_lines


@dataclass(frozen=True)
class Experiment:
    """One cell and mark, the files that hold its reads (pooled) and those of its control (pooled, maybe none)."""

    cell: str
    mark: str
    files: tuple[Path, ...]
    controls: tuple[Path, ...]


def read_cellmark(
    path: str | Path, reads: str | Path, controls: str | Path | None = None
) -> list[Experiment]:
    """Return the experiments of a table with the columns cell, mark, file and, when there is one, control file.

    Files are sought in the folder `reads` (controls in `controls`, by default the same) under the name given or that
    name with ``.gz``. Lines with the same cell and mark are pooled. Raises `RequestError` naming table and line.
    """
    reads = Path(reads)
    controls = reads if controls is None else Path(controls)
    pooled: dict[tuple[str, str], tuple[list[Path], list[Path]]] = {}
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{path}, line {number}"
        fields = [field.strip() for field in (line.split("\t") if "\t" in line else line.split())]
        if len(fields) not in (3, 4) or not all(fields[:3]):
            raise RequestError(
                f"{place}: expected cell, mark, file and perhaps a control file separated by tabs, got {line[:80]!r}; "
                "give three or four columns"
            )
        if "/" in fields[0] or "/" in fields[1]:
            raise RequestError(
                f"{place}: a cell or mark becomes part of a file's name; take the '/' out of it"
            )
        files, control = pooled.setdefault((fields[0], fields[1]), ([], []))
        files.append(_find(reads, fields[2], place))
        if len(fields) == 4 and fields[3]:
            control.append(_find(controls, fields[3], place))
    if not pooled:
        raise RequestError(f"{path} names no file; give one 'cell<TAB>mark<TAB>file' a line")
    return [
        Experiment(cell, mark, tuple(files), tuple(dict.fromkeys(control)))
        for (cell, mark), (files, control) in pooled.items()
    ]


def marks_of(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """Return the marks of all experiments, in alphabetical order, which is that of their files' columns."""
    return tuple(sorted({each.mark for each in experiments}))


def _find(folder: Path, name: str, place: str) -> Path:
    for candidate in (folder / name, folder / f"{name}.gz"):
        if candidate.is_file():
            return candidate
    raise RequestError(
        f"{place}: {folder / name} does not exist (nor with .gz); correct the name or the folder"
    )
