import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from babelix.base.errors import TaskError
from babelix.text.vectors import WordVectors, words_of, write_vectors
from babelix.training.loop import Loop
from babelix.workflows.runs.recipe import read_recipe
from babelix.workflows.runs.tasks import train


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


@pytest.fixture
def goes_on_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Path]:
    """Trains by a recipe, whole and stopped; asserts the same bytes, the start gone by then; returns the run."""

    def check(recipe: Path) -> Path:
        alone = train(read_recipe(recipe), run=tmp_path / "alone").run
        update = Loop._update

        def stop(self: Loop, batches: Any) -> int:
            if self.state.step == 5:
                raise TaskError("stopped")
            return update(self, batches)

        with monkeypatch.context() as patched:
            patched.setattr(Loop, "_update", stop)
            with pytest.raises(TaskError, match="stopped"):
                train(read_recipe(recipe), run=tmp_path / "killed")
        shutil.rmtree(tmp_path / "start")  # what the run needs of it is in its folder
        killed = train(read_recipe(recipe), run=tmp_path / "killed", resume=True).run
        names = {path.name for path in alone.iterdir()} - {"timings.jsonl"}
        other = [
            name for name in sorted(names) if (alone / name).read_bytes() != (killed / name).read_bytes()
        ]
        assert other == []
        return alone

    return check
