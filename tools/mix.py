"""Mixes the weights of two trained translators of one shape: a start for further training, or a model as it is.

    theta = (1 - share) theta_1 + share theta_2

    python -m tools.mix runs/en-fr-meaning runs/en-fr-half runs/en-fr-mixed --share 0.5

Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", equation 1, whose alpha is 1 - share. Settings and
subwords are the first one's; `run.json` says what was mixed.
"""

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from torch import Tensor

from babelix.base.errors import BabelixError, TaskError
from babelix.base.files import digest, write_json
from babelix.training.packing import unpack
from babelix.training.tensors import load_tensors, save_tensors
from babelix.workflows.runs.folder import PROVENANCE, SETTINGS, read_provenance, read_settings
from babelix.workflows.runs.shipped import CARD_FIGURES, locate
from babelix.workflows.translation.encoded import at_least
from babelix.workflows.translation.run import SOURCE_SUBWORDS, SUBWORDS
from babelix.workflows.translation.settings import TranslationSettings
from babelix.workflows.translation.teaching.words import WORDS

MIXED = "mixed"
WEIGHTS = "model.safetensors"


def main() -> None:
    """Mix two models into a folder that is not there yet."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("first", help="a run or a shipped model")
    options.add_argument("second", help="another of the same shape")
    options.add_argument("out", type=Path)
    options.add_argument("--share", type=float, required=True, help="of the second")
    chosen = options.parse_args()
    mix(chosen.first, chosen.second, chosen.out, chosen.share)


def mix(first: str, second: str, out: Path, share: float) -> None:
    """Write a folder with the mixture. Raises `TaskError` where two models do not go together, or `out` is there."""
    if out.exists():
        raise TaskError(f"{out} is there already; name another folder, or remove it")
    if not 0 < share < 1:
        raise TaskError(f"--share {share}: expected above 0 and below 1")
    one, other = locate(first), locate(second)
    for folder in (one, other):
        for name in (SUBWORDS, WEIGHTS):
            if not (folder / name).exists():
                raise TaskError(f"{folder} has no {name}: expected a trained translator")
    for name, told in ((SUBWORDS, "other subwords"), (WORDS, "other words whose vectors they read")):
        if _digest(one / name) != _digest(other / name):
            raise TaskError(f"{first} and {second} have {told}: only models of one vocabulary mix")
    kinds = [
        read_settings(folder, TranslationSettings).model.model_copy(update={"start": None})
        for folder in (one, other)
    ]
    if kinds[0] != kinds[1]:
        raise TaskError(
            f"{first} and {second} differ in their settings of the model: {kinds[0]} and {kinds[1]}"
        )
    weights, state = load_tensors(one / WEIGHTS)
    theta = between(unpack(weights), unpack(load_tensors(other / WEIGHTS)[0]), share)
    making = out.with_name(f".{out.name}")  # beside its place until it is whole
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for name in (SETTINGS, SUBWORDS, WORDS):
        if (one / name).exists():
            shutil.copyfile(one / name, making / name)
    provenance = {key: value for key, value in read_provenance(one).items() if key != "start"}
    if SOURCE_SUBWORDS in provenance:
        read = read_provenance(other).get(SOURCE_SUBWORDS, {})
        provenance[SOURCE_SUBWORDS] = at_least(provenance[SOURCE_SUBWORDS], read)
    parts = ((first, one, round(1 - share, 12)), (second, other, share))
    provenance[MIXED] = [
        {"model": name, "weights_sha256": digest(folder / WEIGHTS), "share": part}
        for name, folder, part in parts
    ]
    write_json(making / PROVENANCE, provenance)
    save_tensors(making / WEIGHTS, theta, state)
    making.rename(out)


def _digest(path: Path) -> str | None:
    return digest(path) if path.exists() else None


def between(theta_1: dict[str, Tensor], theta_2: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Return (1 - share) theta_1 + share theta_2. Raises `TaskError` where names or shapes differ."""
    shapes = [{name: tuple(weight.shape) for name, weight in theta.items()} for theta in (theta_1, theta_2)]
    if shapes[0] != shapes[1]:
        names = {*shapes[0], *shapes[1]}
        differ = next(name for name in sorted(names) if shapes[0].get(name) != shapes[1].get(name))
        raise TaskError(
            f"the models differ in shape: {differ} is {shapes[0].get(differ)} and {shapes[1].get(differ)}"
        )
    return {name: (1 - share) * theta_1[name] + share * theta_2[name] for name in theta_1}


def parts_of(run: Path) -> list[dict[str, Any]]:
    """Return what weights were mixed from; nothing for another run, or a shipped model, whose card says it."""
    if (run / CARD_FIGURES).exists() or not (run / PROVENANCE).exists():
        return []
    found: list[dict[str, Any]] = read_provenance(run).get(MIXED, [])
    return found


if __name__ == "__main__":
    try:
        main()
    except BabelixError as error:
        sys.exit(f"mix.py: {error}")
