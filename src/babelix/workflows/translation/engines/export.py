"""A run's model in another library's format."""

from pathlib import Path
from typing import Any

import numpy as np

from babelix.attention.positions import LearnedPositions, sinusoids
from babelix.base.arguments import checked
from babelix.base.errors import RequestError, did_you_mean
from babelix.base.files import atomic
from babelix.decoding.hypothesis import no_numbers
from babelix.foreign.ctranslate2 import Shape, model_files
from babelix.transformer.parameters import READ, VECTORS
from babelix.transformer.words import LOUD
from babelix.workflows.translation.run import Run, load_run

FORMATS = ("ctranslate2",)
# Positions beyond the longest sentence trained on: what may be written is longer than what is read.
_BEYOND = 512


@checked
def export(folder: Path, *, to: str, out: Path) -> list[Path]:
    """Write the model of a run folder in the format `to` into the new folder `out`; return the files.

    Raises `RequestError` on an unknown format, a model that the format does not have, and where `out` is there already.
    """
    if to not in FORMATS:
        raise RequestError(
            f"unknown format `to` {to!r}{did_you_mean(to, FORMATS)}; known: {', '.join(FORMATS)}",
            setting="to",
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RequestError(f"`out` {out} is there already; name a new folder", setting="out")
    files = exported(load_run(folder))
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        with atomic(out / name) as whole:
            whole.write_bytes(content)
    return [out / name for name in files]


def exported(run: Run) -> dict[str, bytes]:
    """Return the files of a run's model in CTranslate2's format.

    Raises `RequestError` where it has no such model, and `TaskError` where a weight is no number: the library would say
    something all the same.
    """
    model, longest = run.transformer, run.settings.data.max_tokens + _BEYOND
    attention: Any = model.decoder[0].get_submodule("attention")
    shape = Shape(len(model.encoder), len(model.decoder), attention.heads, run.settings.model.pre_norm)
    positions = (
        model.positions.embedding.weight
        if isinstance(model.positions, LearnedPositions)
        else sinusoids(longest, model.E.embedding_dim)
    )
    weights = {name: each.float().cpu().numpy() for name, each in model.state_dict().items()}
    if not all(np.isfinite(each).all() for each in weights.values()):
        raise no_numbers()
    words = () if run.words is None else run.words.numbers.words
    if words:
        weights["words"] = np.float32(LOUD) * weights.pop(VECTORS) @ weights.pop(READ)
    pieces = run.subwords.pieces(range(len(run.subwords)))
    return model_files(weights, positions.detach().float().cpu().numpy(), shape, pieces, words)
