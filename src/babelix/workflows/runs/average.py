"""Average checkpoints of a run afterwards (Vaswani et al. 2017, section 6.1), into a folder that commands take."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.files import digest, write_json
from babelix.base.staging import publish, staged
from babelix.training.averaging import average_files
from babelix.training.keeping import save_final, snapshot_step, snapshots
from babelix.workflows.runs.folder import PROVENANCE, read_provenance, recorded_task


@dataclass(frozen=True)
class Averaged:
    """The folder of the mean, the file of its weights, and the updates whose weights it is the mean of."""

    run: Path
    weights: Path
    steps: list[int]


@checked
def average(folder: Path, *, last: int, out: Path | None = None) -> Averaged:
    """Write the mean of the weights of a run's `last` checkpoints, with all that a model needs, into the folder `out`.

    `out` is the run's name with ``-average`` unless given; the run stays as it is. Raises `RequestError` when there is
    no such run, it keeps fewer checkpoints, they are of different networks, or `out` is in use.
    """
    recorded_task(folder)
    if last < 1:
        raise RequestError(f"`last` {last}: expected at least 1 checkpoint to average", setting="last")
    found = snapshots(folder)
    if len(found) < last:
        raise RequestError(
            f"{folder} keeps {_counted(found)}, fewer than the {last} asked for; ask for fewer with `last`, or train "
            f"on with training.keep_last = {last}",
            setting="last",
        )
    if out is None:
        # `.` and `..` have no names of their own.
        beside = folder if folder.name not in ("", "..") else folder.resolve()
        out = beside.with_name(f"{beside.name}-average")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RequestError(f"{out} is already in use; choose another `out`", setting="out")
    chosen = found[-last:]
    weights = average_files(chosen)
    steps = [snapshot_step(path) for path in chosen]
    of = {"run": str(folder), "weights_sha256": {path.name: digest(path) for path in chosen}}
    with staged(out) as stage:
        for path in sorted(folder.glob("*.json")):
            if path.name != PROVENANCE:
                shutil.copyfile(path, stage / path.name)
        write_json(stage / PROVENANCE, {**read_provenance(folder), "average": of})
        final = save_final(stage, weights, steps[-1])
        publish(stage, out)
    return Averaged(out, out / final.name, steps)


def _counted(found: list[Path]) -> str:
    if not found:
        return "no checkpoints"
    steps = ", ".join(str(snapshot_step(path)) for path in found)
    return f"{len(found)} checkpoint{'s' if len(found) > 1 else ''} (of update {steps})"
