"""Whether weights of Enformer are the published ones: what they predict for the published sample."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.enformer.predictor import EnformerTracks
from babelix.enformer.weights import read_state
from babelix.workflows.dna.enformer import models_folder
from babelix.workflows.dna.models import open_model

SAMPLE = "test-sample.pt"


@dataclass(frozen=True)
class Checked:
    """The model's name with its mode of positions, the sample, tracks compared, and their mean Pearson correlation."""

    model: str
    sample: Path
    tracks: int
    pearson: float


@checked
def check_enformer(model: str, sample: Path | None) -> Checked:
    """Predict the sample's bases and return how the tracks agree with its targets, over bins, on average over tracks.

    `sample` is a file of torch's with `sequence` (bases as 0 to 4, or one-hot rows) and `target` (bins, tracks), such
    as enformer-pytorch's; None is one in `models_folder`. Raises `RequestError` where weights or sample are not there.
    """
    net = open_model(model)
    if not isinstance(net, EnformerTracks):
        raise RequestError(
            f"`model` {model}: expected an Enformer, enformer or enformer-mouse", setting="model"
        )
    path = sample or models_folder() / SAMPLE
    if not path.is_file():
        raise RequestError(
            f"the sample to check against is not here: put {SAMPLE} of enformer-pytorch's repository into "
            f"{models_folder()}, or name it by `sample`",
            setting="sample",
        )
    found, _ = read_state(path)
    if "sequence" not in found or "target" not in found:
        raise RequestError(f"{path}: expected tensors sequence and target, got {', '.join(found) or 'none'}")
    x, target = found["sequence"], found["target"].float()
    if x.ndim == 3:
        x = x[0]
    elif x.shape[-1:] != (4,):
        x = torch.eye(5, 4)[x.flatten().long().clamp(0, 4)]
    target = target[0] if target.ndim == 3 else target
    count = len(net.tracks) // len(net.reading.modes)
    if target.ndim != 2 or target.shape[1] != count or x.shape[1:] != (4,):
        raise RequestError(
            f"{path}: expected bases and a target of (bins, {count}), got {tuple(x.shape)} and {tuple(target.shape)}"
        )
    bins = len(x) // net.geometry.bin
    with torch.inference_mode():
        said = net.recropped((bins - len(target)) // 2).forward(x[None])[0, :, :count].float().cpu()
    return Checked(net.name, path, count, float(np.nanmean(_correlations(said.numpy(), target.numpy()))))


def _correlations(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.float64]:
    """Return Pearson's correlation of each column over rows, NaN where one does not vary."""
    a, b = (values - values.mean(0, dtype=np.float64) for values in (one, other))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = (a * b).sum(0) / np.sqrt((a**2).sum(0) * (b**2).sum(0))
    return found
