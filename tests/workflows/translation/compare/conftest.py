from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def values(recipe: Path) -> dict[str, Any]:
    """A comparison of two tiny recurrent translators beside the made-up pairs; its test files are made of theirs."""
    folder = recipe.parent
    sides = zip(
        *(line.split("\t") for line in (folder / "val.tsv").read_text("utf-8").splitlines()), strict=True
    )
    for side, lines in zip(("source", "target"), sides, strict=True):
        (folder / f"test.{side}").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return {
        "data": {"train": ["pairs.tsv"], "val": ["val.tsv"], "max_tokens": 31},
        "subwords": {"size": 283},
        "systems": [
            {"name": "plain", "model": {"kind": "gru", "d_model": 8, "d_ff": 5}},
            {"name": "looking", "model": {"kind": "gru-attention", "d_model": 8, "d_ff": 5}},
        ],
        "training": {
            "steps": 3,
            "batch_tokens": 67,
            "warmup": 1,
            "cooldown": 2,
            "evaluate_every": 3,
            "bleu_sentences": 1,
            "samples": 0,
            "threads": 1,
        },
        "trials": {"rates": [0.1, 0.2], "steps": 2, "seeds": [4, 5]},
        "test_files": ["test.source", "test.target"],
    }
