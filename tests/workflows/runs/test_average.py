import json
from pathlib import Path
from typing import Any

import pytest
import torch

from babelix.base.errors import RequestError, TaskError
from babelix.base.files import digest
from babelix.training.tensors import load_tensors, save_tensors
from babelix.workflows.runs.average import average
from babelix.workflows.runs.folder import begin, write_provenance


def keep(run: Path, step: int, *values: float) -> None:
    save_tensors(run / f"snapshot-{step:08}.safetensors", {"weight": torch.tensor(values)})


@pytest.fixture
def run(tmp_path: Path, counting: Any) -> Path:
    begin(tmp_path / "run", counting(), resume=False)
    write_provenance(tmp_path / "run", packages=[], threads=1, device="CPU", figures={"pairs": 11})
    (tmp_path / "run" / "words.json").write_text("[]", encoding="utf-8")
    for step, values in ((7, (90.0, 90.0)), (8, (1.0, 5.0)), (9, (2.0, 5.0)), (100, (6.0, 2.0))):
        keep(tmp_path / "run", step, *values)
    return tmp_path / "run"


def test_the_mean_by_hand_with_all_that_a_model_needs(run: Path) -> None:
    """(1 + 2 + 6) / 3 = 3 and (5 + 5 + 2) / 3 = 4."""
    before = {path.name: path.read_bytes() for path in run.iterdir()}
    found = average(run, last=3)
    assert (found.run, found.steps) == (run.with_name("run-average"), [8, 9, 100])
    weights, state = load_tensors(found.weights)
    torch.testing.assert_close(weights["weight"], torch.tensor([3.0, 4.0]))
    assert state == {"step": 100}
    names = {path.name for path in found.run.iterdir()}
    assert names == {"settings.json", "words.json", "run.json", "model.safetensors"}
    provenance = json.loads((found.run / "run.json").read_text(encoding="utf-8"))
    files = [f"snapshot-{step:08}.safetensors" for step in (8, 9, 100)]
    assert provenance["pairs"] == 11
    assert provenance["average"] == {
        "run": str(run),
        "weights_sha256": {name: digest(run / name) for name in files},
    }
    assert {path.name: path.read_bytes() for path in run.iterdir()} == before


def test_what_cannot_be_averaged_is_refused_and_nothing_written(run: Path, tmp_path: Path) -> None:
    def refused(**asked: Any) -> str:
        with pytest.raises(RequestError) as error:
            average(run, **{"last": 2, "out": tmp_path / "out", **asked})
        assert not (tmp_path / "out").exists()
        return str(error.value)

    assert refused(last=5) == (
        f"{run} keeps 4 checkpoints (of update 7, 8, 9, 100), fewer than the 5 asked for; ask for fewer with `last`, "
        "or train on with training.keep_last = 5"
    )
    assert refused(last=0) == "`last` 0: expected at least 1 checkpoint to average"
    assert refused(out=run) == f"{run} is already in use; choose another `out`"
    keep(run, 101, 1.0, 2.0, 3.0)
    assert "holds other tensors than" in refused()
    for path in run.glob("snapshot-*"):
        path.unlink()
    assert refused().startswith(f"{run} keeps no checkpoints, fewer than the 2 asked for")
    with pytest.raises(RequestError, match="is not a run"):
        average(tmp_path / "none", last=2)


def test_a_run_named_by_a_dot_has_its_mean_beside_it(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(run)
    assert average(Path(), last=2).run == run.with_name("run-average")


def test_what_fails_half_way_leaves_nothing(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Path:
        raise TaskError("no space left on the disk")

    monkeypatch.setattr("babelix.workflows.runs.average.save_final", full)
    with pytest.raises(TaskError):
        average(run, last=2)
    assert not run.with_name("run-average").exists()
