"""The Gaussian segmenter's model as JSON, and as the tables that ChromHMM's other commands read."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from babelix.base.errors import RequestError
from babelix.base.files import write_json, write_text
from babelix.chromatin.gaussian.model import Gaussian
from babelix.chromatin.segments.state_tables import StateTable

FORMAT = "babelix gaussian segmenter 1"
TRANSFORMS = ("asinh", "none")


def write_model(
    path: str | Path, model: Gaussian, tracks: tuple[str, ...], bin_size: int, transform: str
) -> None:
    """Write a model with what applying it needs: its tracks in order, the bin size in bases and the transform."""
    fields: dict[str, Any] = {
        "format": FORMAT,
        "tracks": list(tracks),
        "bin_size": bin_size,
        "transform": transform,
        "depth": model.depth,
        "start": model.start.tolist(),
        "moves": model.moves.tolist(),
        "mean": model.mean.tolist(),
        "variance": model.variance.tolist(),
    }
    write_json(path, fields)


def read_model(path: str | Path) -> tuple[Gaussian, tuple[str, ...], int, str]:
    """Return the model, its tracks, bin size and transform. Raises `RequestError` for any other file."""
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
        return model, tuple(fields["tracks"]), int(fields["bin_size"]), str(fields["transform"])
    except FileNotFoundError:
        raise RequestError(f"no such file: {path}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(
            f"{path} is not a model of `babelix states gaussian` ({error}); give the gaussian_K.json that it wrote"
        ) from None


def presence(
    model: Gaussian, centre: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return, for every label and track, the chance of a value above the track's mean plus one deviation (K x M)."""
    away = (centre + spread - model.mean) / np.sqrt(model.variance)
    return np.asarray(np.vectorize(math.erfc)(away / math.sqrt(2)) / 2, np.float64)


def write_table(path: str | Path, table: StateTable, corner: str) -> None:
    """Write a table with a header line; `corner` stands above the states' numbers."""
    rows = ["\t".join([corner, *table.columns])]
    for state, values in zip(table.states, table.values, strict=True):
        rows.append("\t".join([state, *(repr(float(value)) for value in values)]))
    write_text(path, "\n".join(rows) + "\n")
