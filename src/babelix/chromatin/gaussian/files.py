"""The Gaussian segmenter's model as JSON, and as the tables that ChromHMM's other commands read."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.files import write_json
from babelix.chromatin.gaussian.model import Gaussian, Numbers, Observed
from babelix.chromatin.segments.state_tables import StateTable, write_table

FORMAT = "babelix gaussian segmenter 1"
TRANSFORMS = ("asinh", "none")


@dataclass(frozen=True)
class GaussianFile:
    """A model with what applying it needs: its tracks in order, the bin size in bases and the transform."""

    model: Gaussian
    tracks: tuple[str, ...]
    bin_size: int
    transform: str


def write_gaussian(path: str | Path, content: GaussianFile) -> None:
    """Write ``gaussian_K.json``."""
    model = content.model
    fields: dict[str, Any] = {
        "format": FORMAT,
        "tracks": list(content.tracks),
        "bin_size": content.bin_size,
        "transform": content.transform,
        "depth": model.depth,
        "start": model.start.tolist(),
        "moves": model.moves.tolist(),
        "mean": model.mean.tolist(),
        "variance": model.variance.tolist(),
    }
    write_json(path, fields)


def read_gaussian(path: str | Path) -> GaussianFile:
    """Return what such a file holds. Raises `RequestError` for any other file."""
    try:
        fields = json.loads(Path(path).read_text(encoding="utf-8"))
        if fields["format"] != FORMAT:
            raise ValueError(f"format {fields['format']!r}")
        mean, variance, start, moves = (
            np.array(fields[name], np.float64) for name in ("mean", "variance", "start", "moves")
        )
        model = Gaussian(mean, variance, start, moves, int(fields["depth"]))
        K, M = model.mean.shape
        if model.moves.shape != (K, K) or model.variance.shape != (K, M) or len(fields["tracks"]) != M:
            raise ValueError("tables of different sizes")
        if (bin_size := int(fields["bin_size"])) < 1:
            raise ValueError(f"bins of {bin_size} bases")
        return GaussianFile(model, tuple(fields["tracks"]), bin_size, str(fields["transform"]))
    except FileNotFoundError:
        raise RequestError(f"no such file: {path}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(
            f"{path} is not a model of `babelix states gaussian` ({error}); give the gaussian_K.json that it wrote"
        ) from None


def write_tables(
    out: Path, model: Gaussian, tracks: tuple[str, ...], sequences: Sequence[Observed]
) -> list[Path]:
    """Write what other commands read into `out`: means, emissions and transitions; return the paths.

    An emission is the chance of a value above the track's mean plus one deviation in `sequences` (bins x tracks).
    """
    states = tuple(str(number + 1) for number in range(model.labels))
    emissions = StateTable(states, tracks, presence(model, *moments(sequences)))
    tables = {
        "means": (StateTable(states, tracks, model.mean), "State (mean signal)"),
        "emissions": (emissions, "State (chance of a high value)"),
        "transitions": (StateTable(states, states, model.moves), "State"),
    }
    files = []
    for name, (table, corner) in tables.items():
        files.append(out / f"{name}_{model.labels}.txt")
        write_table(files[-1], table, corner)
    return files


def moments(sequences: Sequence[Observed]) -> tuple[Numbers, Numbers]:
    """Return mean and deviation of every track (M) over all sequences (bins x M), bins without data left out."""
    count = np.sum([np.isfinite(x).sum(axis=0) for x in sequences], axis=0)
    mean = np.sum([np.nansum(x, axis=0, dtype=np.float64) for x in sequences], axis=0) / count
    variance = np.sum([np.nansum((x - mean) ** 2, axis=0) for x in sequences], axis=0) / count
    return mean, np.sqrt(variance)


def presence(model: Gaussian, centre: Numbers, spread: Numbers) -> Numbers:
    """Return, for every label and track, the chance of a value above the track's mean plus one deviation (K x M)."""
    away = (centre + spread - model.mean) / np.sqrt(model.variance)
    return np.asarray(np.vectorize(math.erfc)(away / math.sqrt(2)) / 2, np.float64)
