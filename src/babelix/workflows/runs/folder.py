"""Run folders: taken, held and resumed for settings of any type; what every run records of its making."""

import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from babelix.base.arguments import checked
from babelix.base.errors import BabelixError, RequestError
from babelix.base.files import write_json
from babelix.base.locks import lock
from babelix.base.settings import Settings
from babelix.training.log import BEST, FINAL, LAST, METRICS, SAMPLES, TIMINGS
from babelix.workflows.runs.changes import Change
from babelix.workflows.runs.recipe import task_named

SETTINGS, PROVENANCE, LOCK = "settings.json", "run.json", ".lock"
S = TypeVar("S", bound=Settings)


def begin(
    folder: Path,
    settings: Settings,
    *,
    resume: bool,
    changing: Sequence[str] = (),
) -> list[Change]:
    """Take `folder` for a new run, or check that a resumed run has the same settings; return those that changed.

    The settings in `changing` (``section.key``) may change as a run goes on, which the caller records. Raises
    `RequestError` when the folder holds another run, or nothing to resume.
    """
    if folder.exists() and not folder.is_dir():
        raise RequestError(f"{folder} is a file; expected a run folder, there already or not")
    path = folder / SETTINGS
    resolved = settings.model_dump(mode="json")
    if not resume:
        # What a kill left half-written is no run.
        if folder.exists() and any(path.suffix != ".part" for path in folder.iterdir()):
            raise RequestError(
                f"{folder} is already in use; go on with `resume`, or choose another `run`",
                setting=("resume", "run"),
            )
        write_json(path, resolved)
        return []
    if not path.exists():
        raise RequestError(
            f"{folder} holds no run to resume (no {SETTINGS}); leave out `resume` to begin one",
            setting="resume",
        )
    before = _read_object(path)
    if "task" in resolved:
        before["task"] = task_named(before)
    _fill_in(before, type(settings))
    changes = differences(before, resolved)
    for change in changes:
        if change.setting not in changing:
            raise RequestError(
                f"{folder} was begun with another {change.setting} ({change}), which cannot change as a run goes on; "
                "resume with the settings it was begun with, or begin another `run`",
                setting="run",
            )
    if (folder / FINAL).exists() and not (folder / LAST).exists():
        raise RequestError(
            f"{folder} holds a model and no checkpoint to go on from (no {LAST}); begin another `run`",
            setting="run",
        )
    return changes


def _fill_in(before: dict[str, Any], kind: type[Settings]) -> None:
    """Give what was begun before a setting or a section came the values these have unless given: it was trained so."""
    for section, field in kind.model_fields.items():
        values, inner = before.get(section, None if field.is_required() else {}), field.annotation
        if isinstance(values, dict) and isinstance(inner, type) and issubclass(inner, Settings):
            for key, setting in inner.model_fields.items():
                if not setting.is_required():
                    values.setdefault(key, setting.get_default(call_default_factory=True))
            before[section] = values


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Return what is not `before` as it is `now`: settings as ``section.key``, those outside sections by their name.

    What is only in `before` is no difference: newer settings no longer know it.
    """
    found: list[Change] = []
    for section, values in now.items():
        then = before.get(section)
        if not isinstance(values, Mapping):
            found += [Change(section, then, values)] if then != values else []
            continue
        known = then if isinstance(then, Mapping) else {}
        found += [
            Change(f"{section}.{key}", known.get(key), value)
            for key, value in values.items()
            if not isinstance(then, Mapping) or known.get(key) != value
        ]
    return found


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other processes out of the run while the block runs; the system lets go of it however this one ends.

    Raises `RequestError` when another process trains in `folder`.
    """
    with (folder / LOCK).open("w", encoding="utf-8") as file:
        if not lock(file):
            raise RequestError(
                f"{folder} is being trained by another process; wait for it, or choose another `run`",
                setting="run",
            )
        yield


class Attempt:
    """A run that has yet to train; what it has trained is never deleted."""

    trained = False


@contextmanager
def undone_on_failure(folder: Path, *, resume: bool, files: Sequence[str] = ()) -> Iterator[Attempt]:
    """Give the folder of a new run back when it was refused, failed or was interrupted before it `trained`.

    `files` are those the task writes beside what every run has. The block says on the attempt that it has trained.
    """
    attempt = Attempt()
    try:
        yield attempt
    except (BabelixError, KeyboardInterrupt):
        if not (resume or attempt.trained or (folder / LAST).exists()):
            for name in (SETTINGS, PROVENANCE, METRICS, TIMINGS, SAMPLES, LOCK, *files):
                (folder / name).unlink(missing_ok=True)
            with suppress(OSError):  # something else lies there
                folder.rmdir()
        raise


def has_checkpoint(folder: Path, files: Sequence[str] = ()) -> bool:
    """Tell whether `folder` holds all that a run needs to go on, the task's own `files` among it."""
    return all((folder / name).is_file() for name in (SETTINGS, LAST, *files))


@checked
def recorded_task(folder: Path) -> str:
    """Return the task of a run. Raises `RequestError` when `folder` holds no run, or damaged settings."""
    return task_named(_recorded(folder))


def read_settings(folder: Path, kind: type[S]) -> S:
    """Return the settings a run was begun with, as those of its task.

    Raises `RequestError` when there are none, they are damaged, or the run is another task's.
    """
    values = _recorded(folder)
    expected = kind.model_fields["task"].default if "task" in kind.model_fields else task_named(values)
    if task_named(values) != expected:
        raise RequestError(
            f"{folder} is a run of the task {task_named(values)!r}; expected a run of {expected!r}"
        )
    return kind.read(values, str(folder / SETTINGS))


def read_provenance(folder: Path) -> dict[str, Any]:
    """Return what is recorded of a run's making; nothing where nothing is. Raises `RequestError` when it is damaged."""
    path = folder / PROVENANCE
    return _read_object(path) if path.exists() else {}


def write_provenance(
    folder: Path,
    *,
    packages: Sequence[str],
    threads: int,
    device: str,
    figures: Mapping[str, Any],
    processes: int = 1,
) -> None:
    """Record the versions of `packages`, the hardware that shapes rounding, and the task's own `figures`."""
    write_json(
        folder / PROVENANCE,
        {
            "babelix": version("babelix"),
            "python": platform.python_version(),
            **{name: version(name) for name in packages},
            "machine": platform.machine(),
            "processes": processes,
            "threads": threads,
            "device": device,
            **figures,
        },
    )


def _recorded(folder: Path) -> dict[str, Any]:
    if not (folder / SETTINGS).is_file():
        raise RequestError(f"{folder} is not a run: it has no {SETTINGS}")
    return _read_object(folder / SETTINGS)


def _read_object(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(f"{path} cannot be read as JSON: {error}") from None
    if not isinstance(values, dict):
        raise RequestError(f"{path} holds a JSON {type(values).__name__}; expected an object")
    return values


def weights_file(folder: Path) -> Path:
    """Return the file of a run's final weights, else its best, else its last. Raises `RequestError` without any."""
    found = next((folder / name for name in (FINAL, BEST, LAST) if (folder / name).exists()), None)
    if found is None:
        raise RequestError(f"{folder} holds no weights yet; train until its first checkpoint")
    return found
