import json
from pathlib import Path

import pytest

from babelix.cli.main import run


@pytest.mark.slow
def test_a_mean_translates(recipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Checkpoints after 2, 4 and 5 updates, of which two are kept."""
    folder, changes = tmp_path / "run", ["training.steps=5", "training.save_every=2", "training.keep_last=2"]
    options = [word for change in changes for word in ("--set", change)]
    assert run(["train", str(recipe), "--run", str(folder), "--quiet", *options]) == 0
    capsys.readouterr()
    assert run(["average", str(folder), "--last", "2"]) == 0
    assert capsys.readouterr().out == f"{folder}-average: the mean of updates 4, 5\n"
    assert run(["average", str(folder), "--last", "1", "--out", str(tmp_path / "one"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    weights = tmp_path / "one" / "model.safetensors"
    assert said == {"run": str(tmp_path / "one"), "weights": str(weights), "steps": [5]}
    assert weights.read_bytes() == (folder / "model.safetensors").read_bytes()
    assert run(["translate", "--model", f"{folder}-average", "the cat."]) == 0
    assert run(["average", str(folder), "--last", "3"]) == 2
    assert "keeps 2 checkpoints (of update 4, 5), fewer than the 3 asked for; ask for fewer with --last" in (
        capsys.readouterr().err
    )
