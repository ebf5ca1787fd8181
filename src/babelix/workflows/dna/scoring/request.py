"""What the bytes of a job's files depend on, so that another request does not go on with them."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from babelix.base.files import digest
from babelix.genome.fingerprint import fingerprint
from babelix.workflows.dna.places import Source
from babelix.workflows.dna.scoring.alleles import is_file
from babelix.workflows.dna.scoring.outputs import Outputs
from babelix.workflows.dna.scoring.ranked import weights
from babelix.workflows.dna.scoring.score import Scoring
from babelix.workflows.dna.scoring.scorer import Scorer


def request(
    asked: Sequence[str], source: Source, scorer: Scorer, outputs: Outputs, scoring: Scoring = Scoring()
) -> dict[str, Any]:
    """Return all that the scores depend on: files by their checksums, so that copies elsewhere are the same.

    `scoring` names the files of the starts of transcription and of the background.
    """
    read = {Path(one).name if is_file(one) else one: _checksum(one) if is_file(one) else "" for one in asked}
    return {
        "variants": read,
        **of_scorer(source, scorer),
        "tss": _checksum(str(scoring.tss)) if scoring.tss is not None else None,
        "background": _checksum(str(scoring.background)) if scoring.background is not None else None,
        "own": [*scorer.about.own, dict(scorer.own.settings)] if scorer.own is not None else [],
        "files": {name: path.name for name, path in outputs.paths.items()},
    }


def of_scorer(source: Source, scorer: Scorer) -> dict[str, Any]:
    """Return what the scores of tracks depend on beside the variants, whichever command asks."""
    about = scorer.about
    rename, device = source.rename_contigs, (scorer.device or torch.device("cpu")).type
    return {
        "genome": fingerprint(about.genome),
        "offset": source.offset,
        "rename_contigs": _checksum(rename) if rename is not None and Path(rename).is_file() else rename,
        "model": about.model,
        "weights": weights(scorer.model),
        "device": device,
        # Convolutions give other last digits on another number of threads.
        "threads": torch.get_num_threads() if device == "cpu" else None,
        "window": about.window,
        "effect_window": about.effect_window,
        "tracks": list(about.tracks),
        "views": [[view.shift, view.flipped] for view in scorer.views],
        "versions": {"babelix": version("babelix"), "torch": version("torch")},
    }


def differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names of what is not the same in two requests."""
    return [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]


def _checksum(path: str) -> str:
    return digest(path)[:16]
