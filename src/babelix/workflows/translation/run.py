"""A run folder: settings, subwords and weights together; what training leaves and every other task reads."""

import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

try:
    import fcntl
except ImportError:  # not on Windows: there a run is not guarded
    fcntl = None  # type: ignore[assignment]

import babelix
from babelix.base.errors import BabelixError, RequestError
from babelix.base.files import write_json
from babelix.text import Subwords
from babelix.training.checkpoint import load_tensors, load_weights
from babelix.training.log import METRICS, TIMINGS
from babelix.training.loop import BEST, FINAL, LAST
from babelix.training.packing import unpack
from babelix.transformer import Transformer
from babelix.workflows.translation.build import build_model
from babelix.workflows.translation.settings import TranslationSettings

SETTINGS, SUBWORDS, PROVENANCE, LOCK = "settings.json", "subwords.json", "run.json", ".lock"


@dataclass(frozen=True)
class Run:
    """A trained model with all it needs."""

    name: str
    settings: TranslationSettings
    subwords: Subwords
    model: Transformer
    provenance: dict[str, Any]
    weights: Path


def begin(folder: Path, settings: TranslationSettings, *, resume: bool) -> None:
    """Take `folder` for a new run, or check that a resumed run has the same settings.

    Raises `RequestError` when the folder holds another run, or nothing to resume.
    """
    if folder.exists() and not folder.is_dir():
        raise RequestError(f"{folder} is a file; expected a run folder, there already or not")
    path = folder / SETTINGS
    resolved = settings.model_dump(mode="json")
    if not resume:
        # What a kill left half-written is no run.
        if folder.exists() and any(path.suffix != ".part" for path in folder.iterdir()):
            raise RequestError(f"{folder} is already in use; go on with --resume, or choose another --run")
        write_json(path, resolved)
        return
    if not path.exists():
        raise RequestError(
            f"{folder} holds no run to resume (no {SETTINGS}); leave out --resume to begin one"
        )
    before = _read_object(path)
    for name in _differences(before, resolved):
        raise RequestError(
            f"{folder} was begun with another {name}; resume with the same recipe and --set options"
        )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other processes out of the run while the block runs; the system lets go of it however this one ends.

    Raises `RequestError` when another process trains in `folder`.
    """
    with (folder / LOCK).open("w", encoding="utf-8") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RequestError(
                    f"{folder} is being trained by another process; wait for it, or choose another --run"
                ) from None
        yield


@contextmanager
def undone_on_failure(folder: Path, *, resume: bool) -> Iterator[None]:
    """Leave `folder` as free as it was when a new run fails or is interrupted before its first checkpoint."""
    try:
        yield
    except (BabelixError, KeyboardInterrupt):
        if not resume and not (folder / LAST).exists():
            for name in (SETTINGS, SUBWORDS, PROVENANCE, METRICS, TIMINGS, LOCK):
                (folder / name).unlink(missing_ok=True)
            with suppress(OSError):  # something else lies there
                folder.rmdir()
        raise


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    return [
        f"{section}.{key}"
        for section in now
        if section != "decoding"  # training does not depend on it
        for key in now[section]
        if not isinstance(before.get(section), dict) or before[section].get(key) != now[section][key]
    ]


def has_checkpoint(folder: Path) -> bool:
    """Tell whether `folder` holds all that a run needs to go on."""
    return all((folder / name).is_file() for name in (SETTINGS, SUBWORDS, LAST))


def read_settings(folder: Path) -> TranslationSettings:
    """Return the settings a run was begun with. Raises `RequestError` when there are none or they are damaged."""
    path = folder / SETTINGS
    if not path.is_file():
        raise RequestError(f"{folder} is not a run: it has no {SETTINGS}")
    return TranslationSettings.read(_read_object(path), str(path))


def read_provenance(folder: Path) -> dict[str, Any]:
    """Return what is recorded of a run's making; nothing where nothing is. Raises `RequestError` when it is damaged."""
    path = folder / PROVENANCE
    return _read_object(path) if path.exists() else {}


def write_provenance(
    folder: Path, checksums: dict[str, str], counts: dict[str, int], threads: int, start: dict[str, Any]
) -> None:
    """Record versions, checksums of the data and of the `start`, counts and the hardware that shapes rounding."""
    packages = ("torch", "numpy", "tokenizers", "safetensors")
    write_json(
        folder / PROVENANCE,
        {
            "babelix": babelix.__version__,
            "python": platform.python_version(),
            **{name: version(name) for name in packages},
            "machine": platform.machine(),
            "threads": threads,
            **start,
            "data_sha256": checksums,
            **counts,
        },
    )


def load_run(folder: Path) -> Run:
    """Load the final weights of a run, else its best, else its last. Raises `RequestError` naming what is amiss."""
    settings = read_settings(folder)
    subwords = Subwords.load(folder / SUBWORDS)
    found = next((folder / name for name in (FINAL, BEST, LAST) if (folder / name).exists()), None)
    if found is None:
        raise RequestError(f"{folder} holds no weights yet; train until its first checkpoint")
    tensors, _ = load_tensors(found)
    weights = (
        {k.removeprefix("model."): t for k, t in tensors.items() if k.startswith("model.")}
        if found.name == LAST
        else unpack(tensors)
    )
    with torch.random.fork_rng(devices=[]):
        model = build_model(settings.model, len(subwords))
    load_weights(model, weights, str(found))
    return Run(folder.name, settings, subwords, model.eval(), read_provenance(folder), found)


def _read_object(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(f"{path} cannot be read as JSON: {error}") from None
    if not isinstance(values, dict):
        raise RequestError(f"{path} holds a JSON {type(values).__name__}; expected an object")
    return values
