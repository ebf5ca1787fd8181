"""Enformer by name: where its weights lie, what its tracks are called, how it is asked to be read."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import read_lines
from babelix.data.places import cache_folder
from babelix.enformer.model import Enformer
from babelix.enformer.predictor import ASSEMBLIES, EnformerTracks, Reading
from babelix.enformer.sizes import PUBLISHED, TINY, Sizes
from babelix.enformer.weights import load_enformer, random_enformer
from babelix.tracks.model import Track
from babelix.tracks.untrained import RANDOM

PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16}
# The species that each name stands for, and the sizes of one with random weights.
NAMES: dict[str, tuple[str, Sizes]] = {
    "enformer": ("human", PUBLISHED),
    "enformer-mouse": ("mouse", PUBLISHED),
    "enformer-tiny": ("human", TINY),
}
HUB = "EleutherAI/enformer-official-rough"
_OTHERWISE = ", or name a file by `weights`; `random_weights` goes without, and predicts nothing"


@dataclass(frozen=True, kw_only=True)
class EnformerSettings:
    """What an Enformer is asked for beside its name.

    `weights` is a file of them, with `targets_human.txt` and `targets_mouse.txt` beside it where tracks shall have
    names. With `random_weights` there are none, and `weights_seed` draws them. `positions`, `frame` and `winograd` are
    those of `babelix.enformer.predictor.Reading`; `precision` is fp32 or bf16.
    """

    weights: Path | None = None
    random_weights: bool = False
    weights_seed: int = 1
    positions: str = "trained"
    frame: int | None = None
    winograd: bool = False
    precision: str = "fp32"


_USUAL = EnformerSettings()
_asked: ContextVar[EnformerSettings] = ContextVar("enformer", default=_USUAL)


@contextmanager
def enformer_settings(**settings: Any) -> Iterator[None]:
    """Let an Enformer opened in the block be one of these settings; the others stay."""
    token = _asked.set(replace(_asked.get(), **settings))
    try:
        yield
    finally:
        _asked.reset(token)


def refuse_settings(model: str) -> None:
    """Raise `RequestError` where settings of an Enformer are asked for and another `model` is."""
    asked, usual = vars(_asked.get()), vars(_USUAL)
    given = next((name for name in usual if asked[name] != usual[name]), None)
    if given is not None:
        raise RequestError(
            f"`{given}` is for Enformer, and the model is {model}; leave it out", setting=given
        )


def open_enformer(name: str, device: torch.device) -> EnformerTracks:
    """Return the Enformer called `name`, as it is asked for, on a device.

    Raises `RequestError` where there are no weights, or no such settings.
    """
    asked = _asked.get()
    species, sizes = NAMES[name]
    if asked.precision not in PRECISIONS:
        raise RequestError(
            f"`precision` {asked.precision!r}: expected one of {', '.join(PRECISIONS)}"
            f"{did_you_mean(asked.precision, PRECISIONS)}",
            setting="precision",
        )
    if asked.frame is not None and asked.frame < 2:
        raise RequestError(f"`frame` {asked.frame}: expected at least 2 positions", setting="frame")
    if asked.random_weights and asked.weights is not None:
        raise RequestError(
            "`weights` and `random_weights`: expected one of them", setting=("weights", "random_weights")
        )
    tracks: Sequence[Track] | None = None
    if asked.random_weights:
        model, called = (
            random_enformer(sizes, asked.weights_seed),
            f"{name}, {RANDOM} (seed {asked.weights_seed})",
        )
    else:
        path = asked.weights or weights_file(name, _OTHERWISE)
        model, called = load_enformer(path), name if asked.weights is None else f"{name} ({path.name})"
        tracks = target_names(path.parent / f"targets_{species}.txt")
    reading = Reading(species=species, positions=asked.positions, frame=asked.frame, winograd=asked.winograd)
    placed: Enformer = model.to(device, PRECISIONS[asked.precision])
    called += "" if asked.precision == "fp32" else f", {asked.precision}"
    return EnformerTracks(
        placed, reading, called, tracks=tracks, assembly=None if asked.random_weights else ASSEMBLIES[species]
    )


def models_folder() -> Path:
    """Return the folder in which the published weights are looked for."""
    return cache_folder().parent / "models" / "enformer"


def weights_file(name: str, otherwise: str = "") -> Path:
    """Return where the published weights lie: in `models_folder`, or in the cache of the Hugging Face hub.

    Raises `RequestError` where they do not, with what can be done: putting them there, or `otherwise`.
    """
    if name == "enformer-tiny":
        raise RequestError(
            "enformer-tiny is for trying things out and has no weights; ask for `random_weights`",
            setting="random_weights",
        )
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    hub = home / "hub" / f"models--{HUB.replace('/', '--')}" / "snapshots"
    found = [models_folder() / file for file in ("pytorch_model.bin", "model.safetensors")]
    found += sorted(hub.glob("*/pytorch_model.bin"))
    there = next((path for path in found if path.is_file()), None)
    if there is None:
        raise RequestError(
            f"{name} has no weights here: put pytorch_model.bin of {HUB} (Hugging Face hub, 959 MiB, CC BY 4.0) "
            f"into {models_folder()}{otherwise}",
            setting=("weights", "random_weights"),
        )
    return there


def target_names(path: Path) -> list[Track] | None:
    """Return the tracks of one of Basenji's tables of targets; None where there is no such file.

    A line a track below a header that names the columns `identifier` and `description`; an identifier that stands there
    twice is told apart by its number.
    """
    if not path.is_file():
        return None
    header, *rows = (line.split("\t") for line in read_lines(path) if line)
    lacking = next((name for name in ("identifier", "description") if name not in header), None)
    if lacking is not None:
        raise RequestError(f"{path}, line 1: expected a column {lacking}, got {', '.join(header)}")
    name, words = header.index("identifier"), header.index("description")
    short = next((number for number, row in enumerate(rows, start=2) if len(row) <= max(name, words)), None)
    if short is not None:
        raise RequestError(f"{path}, line {short}: expected {len(header)} columns as in line 1")
    called = [row[name] for row in rows]
    return [
        Track(row[name] if called.count(row[name]) == 1 else f"{row[name]}-{number}", 0, row[words])
        for number, row in enumerate(rows)
    ]
