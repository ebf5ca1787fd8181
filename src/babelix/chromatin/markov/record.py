"""How a model was learnt: ``model_K.json`` beside ``model_K.txt``, which has no room for it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babelix.base.errors import RequestError
from babelix.base.files import write_json


@dataclass(frozen=True)
class Record:
    """The bin size in bases, the marks, the algorithm and whether it converged, the seed, the names of the files learnt
    from, and the log-likelihood (nats) of every iteration."""

    bin_size: int
    marks: Sequence[str]
    algorithm: str
    converged: bool
    seed: int
    files: Sequence[str]
    log_likelihoods: Sequence[float]


def write_record(path: Path, record: Record) -> None:
    """Write the record, atomically."""
    fields = {"bin": record.bin_size, **{k: v for k, v in vars(record).items() if k != "bin_size"}}
    write_json(path, fields)


def recorded_bin_size(model: Path) -> int | None:
    """Return the bin size in bases that the record beside a model file gives, None when there is no record.

    Raises `RequestError` for a record that says none.
    """
    record = model.with_suffix(".json")
    if not record.exists():
        return None
    try:
        size = json.loads(record.read_text(encoding="utf-8"))["bin"]
        return int(size)
    except (OSError, ValueError, KeyError, TypeError):
        raise RequestError(
            f"{record}: expected the record that `babelix states learn` wrote; delete it or learn again"
        ) from None
