import shutil
from pathlib import Path

import numpy as np
import pytest

from babelix.text.vectors import WordVectors, words_of, write_vectors


@pytest.fixture
def beside_vectors(tiny_run: Path, recipe: Path, tmp_path: Path) -> Path:
    """A folder with a tiny run as `start`, its pairs and vectors of their source words, `a.vec`."""
    for name in ("pairs.tsv", "val.tsv"):
        shutil.copy(recipe.parent / name, tmp_path)
    shutil.copytree(tiny_run, tmp_path / "start")
    lines = (tmp_path / "pairs.tsv").read_text().splitlines()
    words = sorted({word for line in lines for word in words_of(line.split("\t")[0])})
    rng = np.random.default_rng(5)
    write_vectors(
        tmp_path / "a.vec", WordVectors(tuple(words), rng.normal(size=(len(words), 3)).astype(np.float32))
    )
    return tmp_path
