"""The weights a run leaves in its folder: the best so far, snapshots to average, the final ones."""

from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from babelix.training.averaging import average_files
from babelix.training.log import BEST as BEST
from babelix.training.log import FINAL as FINAL
from babelix.training.log import LAST as LAST
from babelix.training.tensors import load_tensors, save_tensors


def save_snapshot(folder: Path, weights: Mapping[str, Tensor], step: int, keep: int) -> None:
    """Write the weights of `step` and delete all but the newest `keep` snapshots."""
    save_tensors(folder / f"snapshot-{step:08}.safetensors", weights)
    for old in snapshots(folder, step)[:-keep]:
        old.unlink()


def mean_of_snapshots(folder: Path, step: int, last: int) -> dict[str, Tensor]:
    """Return the mean of the `last` snapshots up to `step`, or of those there are. Raises `RequestError` on none."""
    return average_files(snapshots(folder, step)[-last:])


def save_best(folder: Path, weights: Mapping[str, Tensor], step: int, figures: Mapping[str, float]) -> None:
    """Write the weights of the best evaluation with its figures."""
    save_tensors(folder / BEST, weights, {"step": step, **figures})


def best_weights(folder: Path) -> tuple[dict[str, Tensor], int]:
    """Return the weights of the best evaluation and their step."""
    weights, state = load_tensors(folder / BEST)
    return weights, state["step"]


def save_final(folder: Path, weights: Mapping[str, Tensor], step: int) -> Path:
    """Write the final weights, those of `step`, and return their file."""
    save_tensors(folder / FINAL, weights, {"step": step})
    return folder / FINAL


def clear_unfinished(folder: Path) -> None:
    """Delete the files that a killed run was still writing."""
    for path in folder.glob(".*.part"):
        path.unlink()


def snapshots(folder: Path, step: int | None = None) -> list[Path]:
    """Return the snapshots, oldest first, up to `step` if given; later ones are a killed run's, to be written again."""
    found = sorted(folder.glob("snapshot-[0-9]*.safetensors"))
    return [path for path in found if step is None or snapshot_step(path) <= step]


def snapshot_step(path: Path) -> int:
    """Return the update whose weights a snapshot holds."""
    return int(path.stem.removeprefix("snapshot-"))
