"""Learning that was cut off goes on: the state after an iteration, kept in one file."""

import io
import json
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.files import atomic
from babelix.chromatin.markov.learning import Learning
from babelix.chromatin.markov.model import Model
from babelix.chromatin.markov.passes.expectation import Statistics

_PARTS = ("first", "transitions", "present", "absent")


class Checkpoint:
    """Keeps a `Learning` in `path`, at most every `every` seconds; `identity` names the task it belongs to."""

    def __init__(self, path: Path, identity: Mapping[str, Any], every: float = 5.0) -> None:
        self.path, self._every = path, every
        self._identity = json.dumps(identity, sort_keys=True)
        self._last = time.monotonic()
        self._latest: Learning | None = None

    def __call__(self, state: Learning) -> None:
        """Remember `state`, and save it when the last save is old enough."""
        self._latest = replace(state, trace=list(state.trace), statistics=list(state.statistics))
        if time.monotonic() - self._last >= self._every:
            self.save(self._latest)

    def flush(self) -> None:
        """Save the latest state, if there is one."""
        if self._latest is not None:
            self.save(self._latest)

    def save(self, state: Learning) -> None:
        """Write `state`, whole or not at all."""
        self._last = time.monotonic()
        parts: dict[str, Any] = {
            part: np.stack([getattr(each, part) for each in state.statistics]) for part in _PARTS
        }
        parts["likelihoods"] = np.array([each.log_likelihood for each in state.statistics])
        model = state.model
        with atomic(self.path) as temporary, temporary.open("wb") as file:
            np.savez(
                file,
                identity=self._identity,
                trace=np.array(state.trace),
                converged=state.converged,
                initial=model.initial,
                transition=model.transition,
                emission=model.emission,
                **parts,
            )

    def load(self, names: tuple[str, ...]) -> Learning | None:
        """Return what was saved, or None. Raises `RequestError` when it belongs to other marks or settings."""
        if not self.path.exists():
            return None
        try:
            with np.load(io.BytesIO(self.path.read_bytes())) as saved:
                kept = {name: saved[name] for name in saved.files}
            identity = str(kept["identity"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise RequestError(
                f"{self.path} is damaged ({error}); delete it and learn from the start"
            ) from None
        if identity != self._identity:
            raise RequestError(
                f"{self.path} was kept for other marks or settings; learn without `resume`, or into another folder",
                setting="resume",
            )
        statistics = [
            Statistics(float(likelihood), *(kept[part][number] for part in _PARTS))
            for number, likelihood in enumerate(kept["likelihoods"])
        ]
        model = Model(names, kept["initial"], kept["transition"], kept["emission"])
        return Learning(model, kept["trace"].tolist(), statistics, bool(kept["converged"]))

    def discard(self) -> None:
        """Delete what was saved."""
        self.path.unlink(missing_ok=True)
