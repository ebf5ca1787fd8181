"""The tracks of a run as its folder keeps them: what its model says of each, and how its target was made."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from babelix.base.errors import RequestError
from babelix.tracks.learning.targets import Target
from babelix.tracks.model import Track

TARGETS = "targets.json"


def described(targets: Sequence[Target], assembly: str | None) -> dict[str, Any]:
    """Return what is kept of targets."""
    return {"assembly": assembly, "targets": [asdict(target) for target in targets]}


def read_described(folder: Path) -> tuple[list[Target], str | None]:
    """Return the targets of a run and the assembly they are of. Raises `RequestError` where they cannot be read."""
    path = folder / TARGETS
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        targets = [
            Target(**{**each, "track": Track(**each["track"]), "files": tuple(each["files"])})
            for each in found["targets"]
        ]
        return targets, found["assembly"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(f"{path} cannot be read as the tracks of a run: {error}") from None
