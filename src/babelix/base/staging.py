"""Files of one folder that belong together: written aside, then put in place all at once, or nothing has changed."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from babelix.base.errors import RequestError, TaskError
from babelix.base.locks import hold_folder

_REPLACED = ".replaced"
_WRITING = ".writing-"


@contextmanager
def staged(folder: str | Path) -> Iterator[Path]:
    """Yield an empty hidden folder inside `folder` to write into; it goes at the end, with what was not `publish`ed.

    What a killed process left there is taken away. Raises `RequestError` when `folder` is a file and `TaskError` when
    it cannot be written. A folder made for this is taken away again if it stays empty.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise RequestError(f"{folder} is a file; expected a folder to write into, there already or not")
    new = next((path for path in reversed((folder, *folder.parents)) if not path.exists()), None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        stage = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        handle = hold_folder(stage)  # before it bears the name by which others may take it away
        stage = stage.rename(stage.with_name(stage.name.replace(".new-", _WRITING, 1)))
    except OSError as error:
        raise TaskError(f"cannot write into {folder}: {error.strerror or error}") from error
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if handle is not None:
            os.close(handle)
        if new is not None:
            _drop_empty(folder, new)


def publish(stage: Path, folder: str | Path, gone: Iterable[Path] = ()) -> None:
    """Move the files of `stage` into `folder`, over those of the same name, and remove the files `gone`.

    What is interrupted or fails is undone: `folder` is then as it was. Raises `TaskError` when a file cannot be moved.
    """
    folder, aside = Path(folder), stage / _REPLACED
    aside.mkdir()
    new = sorted(path for path in stage.iterdir() if path.is_file())
    old = [*gone, *(folder / path.name for path in new if (folder / path.name).exists())]
    moves = [(path, aside / path.name) for path in old] + [(path, folder / path.name) for path in new]
    begun: list[tuple[Path, Path]] = []
    try:
        for move in moves:
            begun.append(move)
            move[0].replace(move[1])
    except BaseException as error:
        for source, target in reversed(begun):
            if target.exists() and not source.exists():
                target.replace(source)
        if isinstance(error, OSError):
            raise TaskError(f"cannot write into {folder}: {error.strerror or error}") from error
        raise


def _clear(folder: Path) -> None:
    """Remove what killed processes were writing in `folder`, unless one had begun to move files of the folder aside."""
    for path in folder.glob(f"{_WRITING}*"):
        handle = hold_folder(path)
        if handle is None:
            continue
        if not (path / _REPLACED).exists():
            shutil.rmtree(path, ignore_errors=True)
        os.close(handle)


def _drop_empty(folder: Path, outermost: Path) -> None:
    """Remove `folder`, and the folders around it up to `outermost`, as far as they are empty."""
    for path in (folder, *folder.parents):
        if any(path.iterdir()):
            return
        path.rmdir()
        if path == outermost:
            return
