import pytest
import torch

from babelix.base.errors import RequestError
from babelix.training import keeping
from babelix.training.tensors import load_tensors


def weights(value):
    return {"W": torch.full((2, 3), float(value))}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_only_the_newest_snapshots_stay(tmp_path):
    for step in (3, 5, 7, 11):
        keeping.save_snapshot(tmp_path, weights(step), step, keep=2)
    assert names(tmp_path) == ["snapshot-00000007.safetensors", "snapshot-00000011.safetensors"]


def test_the_mean_is_over_the_snapshots_so_far(tmp_path):
    for step in (3, 5, 13):
        keeping.save_snapshot(tmp_path, weights(step), step, keep=5)
    assert torch.equal(keeping.mean_of_snapshots(tmp_path, 7, 5)["W"], weights(4)["W"])
    assert torch.equal(keeping.mean_of_snapshots(tmp_path, 13, 3)["W"], weights(7)["W"])
    assert torch.equal(keeping.mean_of_snapshots(tmp_path, 13, 2)["W"], weights(9)["W"])
    with pytest.raises(RequestError, match="no checkpoints to average"):
        keeping.mean_of_snapshots(tmp_path, 2, 5)


def test_a_snapshot_that_a_killed_run_wrote_later_is_not_counted_when_old_ones_go(tmp_path):
    for step in (3, 5, 13):
        keeping.save_snapshot(tmp_path, weights(step), step, keep=5)
    keeping.save_snapshot(tmp_path, weights(7), 7, keep=2)
    assert names(tmp_path) == [f"snapshot-{step:08}.safetensors" for step in (5, 7, 13)]


def test_the_best_and_the_final_weights_know_their_step(tmp_path):
    keeping.save_best(tmp_path, weights(5), 7, {"val_loss": 0.25})
    found, step = keeping.best_weights(tmp_path)
    assert (found["W"].tolist(), step) == (weights(5)["W"].tolist(), 7)
    assert load_tensors(tmp_path / keeping.BEST)[1] == {"step": 7, "val_loss": 0.25}
    path = keeping.save_final(tmp_path, weights(3), 11)
    assert path == tmp_path / "model.safetensors"
    assert load_tensors(path)[1] == {"step": 11}


def test_what_a_kill_left_half_written_goes_and_nothing_else(tmp_path):
    for name in (".last.safetensors.x.part", "last.safetensors", "mine.part", ".lock"):
        (tmp_path / name).touch()
    keeping.clear_unfinished(tmp_path)
    assert names(tmp_path) == [".lock", "last.safetensors", "mine.part"]
