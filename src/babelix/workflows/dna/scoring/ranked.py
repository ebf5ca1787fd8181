"""Scores beside those of a background: which one fits, and where a score stands among its."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import torch

from babelix.base.files import refuse_pipe
from babelix.genome.contigs import Genome
from babelix.tracks.averaging import View
from babelix.tracks.background import SCORES, Background, read_background
from babelix.tracks.model import Geometry, SequenceModel


@runtime_checkable
class _Stateful(Protocol):
    """What has numbers by name: torch's modules, and models around one."""

    def state_dict(self) -> Mapping[str, Any]:
        """Return them."""


def settings(
    model: SequenceModel, genome: Genome, geometry: Geometry, views: Sequence[View]
) -> dict[str, Any]:
    """Return what scores depend on beside the variant, as a background's file says it."""
    return {
        "model": model.name,
        "weights": weights(model),
        "genome": genome.path.name,
        "assembly": genome.assembly,
        "window": geometry.window,
        "effect_window": geometry.kept * geometry.bin,
        "views": [[view.shift, view.flipped] for view in views],
    }


def open_background(path: Path, now: Mapping[str, Any], tracks: Sequence[str]) -> Background:
    """Return the background of a file. Raises `RequestError` for one made with other settings than `now`.

    The genome may be another file, a slice say, as long as two assemblies that are told are the same.
    """
    refuse_pipe(path, "background")
    found = read_background(path)
    wanted = {name: value for name, value in now.items() if name != "genome"}
    if None in (found.about.get("assembly"), now["assembly"]):
        wanted.pop("assembly")
    found.check(wanted | {"tracks": list(tracks)}, path)
    return found


def with_percentiles(
    by_track: Mapping[str, Mapping[str, float]], background: Background
) -> dict[str, dict[str, float]]:
    """Return the scores of each track with the percentile of each that the background has."""
    found = {}
    for track, scores in by_track.items():
        ranks = {
            f"{name}_percentile": background.percentile(track, name, scores[name])
            for name in SCORES
            if name in scores
        }
        found[track] = {**scores, **{name: rank for name, rank in ranks.items() if rank is not None}}
    return found


def weights(model: object) -> str:
    """Return a checksum of a model's numbers; nothing for a model that has none."""
    state = model.state_dict() if isinstance(model, _Stateful) else {}
    total = hashlib.sha256()
    for name, values in sorted(state.items()):
        total.update(name.encode() + values.detach().cpu().reshape(-1).view(torch.uint8).numpy().tobytes())
    return total.hexdigest()[:16] if state else ""
