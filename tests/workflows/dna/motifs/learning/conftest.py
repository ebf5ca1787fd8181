"""A task in small: two factors, sites of seven bases."""

from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("sites")
    rng = np.random.default_rng(3)

    def lines(count):
        for name, core in (("box", "CAG"), ("acid", "TTA")):
            for _ in range(count):
                ends = rng.choice(list("ACGT"), 4)
                yield f"{''.join(ends[:2])}{core}{''.join(ends[2:])}\t{name}"

    (folder / "train.txt").write_text("\n".join(lines(29)) + "\n")
    (folder / "test.txt").write_text("\n".join(lines(5)) + "\n")
    matrix = "\n".join(" ".join(map(str, np.eye(4)["ACGT".index(letter)])) for letter in "CAG")
    (folder / "m.meme").write_text(
        f"MEME version 4\nMOTIF core\nletter-probability matrix:\n{matrix}\nMOTIF t\n"
        "letter-probability matrix:\n0 0 0 1\n0 0 0 1\n"
    )
    return folder
