"""One training as every task runs it: the folder taken and held, the data as it was, what is recorded, the loop."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from babelix.base.errors import RequestError
from babelix.base.progress import Listener, silent, tell
from babelix.base.settings import Settings
from babelix.training.device import best_device, name_of, undisturbed
from babelix.training.loop import Loop
from babelix.training.ranks.alone import together
from babelix.workflows.runs.changes import Change, check_data, record_changes
from babelix.workflows.runs.folder import (
    SETTINGS,
    Attempt,
    begin,
    held,
    read_provenance,
    undone_on_failure,
    write_provenance,
)
from babelix.workflows.runs.settings import LoopSettings

# What shapes a run's bytes, beside Babelix itself.
PACKAGES = ("torch", "numpy", "tokenizers", "safetensors")


@dataclass(frozen=True)
class Training:
    """A run's folder while it is held, and the settings that change as it goes on."""

    folder: Path
    changes: list[Change]
    checksums: Mapping[str, str]
    attempt: Attempt

    def record(self, figures: Mapping[str, Any], packages: Sequence[str] = PACKAGES) -> None:
        """Write what the run is made of: data, versions, threads, the device, and the task's own `figures`."""
        if not together().rank.first:
            return
        write_provenance(
            self.folder,
            packages=packages,
            threads=torch.get_num_threads(),
            device=name_of(best_device()),
            processes=together().rank.of,
            figures={"data_sha256": self.checksums, **figures},
        )

    def run(self, loop: Loop, settings: Settings, listener: Listener = silent) -> Path:
        """Train to the end of the plan, or of patience, and return the file of the final weights.

        `settings` are the loop's, those of the recipe's section `training`.
        """
        if together().rank.first:
            record_changes(self.folder / SETTINGS, self.changes, loop.state.step)
        for line in going_on(self.changes, settings, loop.state.step):
            tell(listener, "training", line)
        try:
            return loop.run()
        finally:
            self.attempt.trained = loop.state.step > 0


@contextmanager
def begun(
    folder: Path,
    settings: Settings,
    checksums: Mapping[str, str],
    *,
    resume: bool,
    threads: int | None = None,
    changing: Sequence[str] = (),
    files: Sequence[str] = (),
    shared: bool = False,
) -> Iterator[Training]:
    """Hold `folder` for a run of `settings` on data of these checksums, for as long as the block lasts.

    `files` are those of the task beside what every run has; settings in `changing` may change as a run goes on. Raises
    `RequestError` on a folder in use, on other settings, and on data that has changed since the run was begun. Before
    the first update a failure leaves the folder as it was. Several processes train together where the task is `shared`
    by them: the first of them holds the folder for all.
    """
    ranks = together()
    if ranks.rank.of > 1 and not shared:
        raise RequestError(
            f"WORLD_SIZE {ranks.rank.of}: this task trains in one process; start it without torchrun"
        )
    ranks.agree(lambda: {"settings": settings.model_dump_json(), "data": str(sorted(checksums.items()))})
    if not ranks.rank.first:
        with undisturbed(threads):
            ranks.wait()
            yield Training(folder, [], checksums, Attempt())
        return
    changes = begin(folder, settings, resume=resume, changing=changing)
    own = undisturbed(threads)
    with undone_on_failure(folder, resume=resume, files=files) as attempt, held(folder), own:
        check_data(folder, read_provenance(folder).get("data_sha256", {}), checksums)
        ranks.wait()
        yield Training(folder, changes, checksums, attempt)


def going_on(changes: Sequence[Change], settings: Settings, step: int) -> list[str]:
    """Return what changes after update `step`, and a word where the rate had begun to fall towards another end."""
    lines = [f"from update {step + 1} on {change.setting} is {change}" for change in changes]
    ends = [change.before for change in changes if change.setting == "training.steps"]
    if not isinstance(settings, LoopSettings) or not settings.cooldown or not ends:
        return lines
    if step > ends[0] - settings.cooldown + 1 and step < settings.steps - settings.cooldown + 1:
        lines.append(
            f"the rate had begun to fall towards update {ends[0]} and jumps up again: the weights will not be those of "
            f"a run planned with training.steps {settings.steps}"
        )
    return lines


def left_out(counts: Mapping[str, int], what: str) -> list[str]:
    """Return a line for each reason for which some of `what` were left out."""
    return [f"{count:,} {what} were {reason} and left out" for reason, count in counts.items()]
