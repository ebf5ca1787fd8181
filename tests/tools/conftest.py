import json
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def began_from() -> Callable[[str, Path, str], Path]:
    """Makes what a run that began from a trained model leaves for the card: of that model, a folder, its checksum."""
    return _began_from


def _began_from(start: str, folder: Path, weights: str) -> Path:
    settings = {
        "task": "translation",
        "data": {"train": ["mine.tsv"], "val": ["val.tsv"]},
        "model": {"start": start},
    }
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "run.json").write_text(
        json.dumps({"start": {"model": start, "weights_sha256": weights}, "device": "CPU"}), encoding="utf-8"
    )
    (folder / "metrics.jsonl").write_text('{"step": 7, "epoch": 1, "tokens": 900}\n', encoding="utf-8")
    (folder / "timings.jsonl").write_text('{"step": 7, "seconds": 36.0}\n', encoding="utf-8")
    return folder
