"""Training that begins from a trained model: what a recipe may not say beside it, and what is recorded of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.base.files import digest
from babelix.base.settings import Settings
from babelix.workflows.runs.folder import read_provenance


def check_beside(settings: Settings, start: str, free: Mapping[str, set[str]]) -> None:
    """Raise `RequestError` on a setting that comes with `start`: given too, it would be silently without effect.

    `free` says by section which ones a recipe may give all the same.
    """
    for section, keys in free.items():
        for key in sorted(getattr(settings, section).model_fields_set - keys):
            raise RequestError(
                f"{section}.{key} cannot be given beside model.start: training from {start!r} keeps its network "
                f"and its subwords; leave {section}.{key} out"
            )


def recorded_start(
    folder: Path, start: str, weights: Path | None, more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what a run's provenance says of its start: the name, the checksum of the file `weights`, and `more`.

    Without `weights`, as where a run goes on, that is what it said before. Raises `RequestError` when `folder` was
    begun from other weights.
    """
    before: dict[str, Any] = read_provenance(folder).get("start", {})
    if weights is None:
        return {"start": before} if before else {}
    now: dict[str, Any] = {"model": start, "weights_sha256": digest(weights), **(more or {})}
    if before and before != now:
        raise RequestError(
            f"{folder} was begun from weights of {start!r} with SHA-256 {before.get('weights_sha256')}, but {weights} "
            f"now has {now['weights_sha256']}; restore them, or begin anew with another `run`",
            setting="run",
        )
    return {"start": now}
