"""What tests of sequences share: bases of which each differs from both its neighbours, so that one off is seen."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest


def unlike_neighbours(count: int, seed: int) -> str:
    rng = random.Random(seed)
    bases = ["A"]
    while len(bases) < count:
        bases.append(rng.choice([letter for letter in "ACGT" if letter != bases[-1]]))
    return "".join(bases)


@pytest.fixture(scope="session")
def chains() -> dict[str, str]:
    """Two contigs whose every base differs from the ones beside it."""
    return {"chr1": unlike_neighbours(211, 1), "chr2": unlike_neighbours(97, 2)}


@pytest.fixture
def write_fasta(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes records as a FASTA of lines of 13 bases."""

    def write(records: dict[str, str], name: str = "g.fa", end: str = "\n", line: int = 13) -> Path:
        text = ""
        for record, bases in records.items():
            rows = [bases[at : at + line] for at in range(0, len(bases), line)]
            text += f">{record} described{end}" + "".join(row + end for row in rows)
        path = tmp_path / name
        path.write_bytes(text.encode())
        return path

    return write
