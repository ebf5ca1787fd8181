import json
from pathlib import Path

import pytest
import torch
from tools.gpu.train import FIRST, SECOND, carry, first_steps, second_steps, updating

from babelix.training.packing import unpack
from babelix.training.tensors import load_tensors, save_tensors


def test_both_stages_fit_into_the_time() -> None:
    seconds, rate, start = 500.0, 20.0, 40.0
    first = first_steps(seconds, rate, start)
    left = seconds - start - first / rate
    second = second_steps(left, rate, start)
    # 0.58 of 500 - 80 - 15 seconds, then what is left at 1.4 times the cost.
    assert first == int(405 * 0.58 * 20)
    assert start + second * 1.4 / rate <= left - 15 + 1e-9
    assert start + (second + 1) * 1.4 / rate > left - 15
    assert (first_steps(1, rate, start), second_steps(1, rate, start)) == (1, 1)


def write_run(folder: Path, weights: dict[str, torch.Tensor], name: str) -> Path:
    folder.mkdir()
    save_tensors(folder / name, weights, {"step": 7})
    for each in ("settings.json", "run.json", "subwords.json"):
        (folder / each).write_text("{}", encoding="utf-8")
    (folder / "metrics.jsonl").write_text('{"step": 1}\n{"step": 7}\n', encoding="utf-8")
    lines = [json.dumps({"step": step, "seconds": step / 2}) for step in (3, 7)]
    (folder / "timings.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "prefix"), [("last.safetensors", "average."), ("model.safetensors", "")])
def test_the_average_is_carried_out_in_bytes(tmp_path: Path, name: str, prefix: str) -> None:
    W = torch.tensor([[1.27, -0.5], [0.0, 2.54]])
    run = write_run(tmp_path / "a-run", {f"{prefix}W": W, **({"model.W": W * 3} if prefix else {})}, name)
    out = tmp_path / "out"
    out.mkdir()
    carry(run, out)
    tensors, state = load_tensors(out / "model.safetensors")
    assert state == {"step": 7}
    assert tensors["W"].dtype == torch.int8
    torch.testing.assert_close(unpack(tensors)["W"], W, atol=0.011, rtol=0)
    assert len(list(out.iterdir())) == 5
    assert (out / "a-run-metrics.jsonl").read_text(encoding="utf-8").endswith('{"step": 7}\n')
    assert updating(run) == [1.5, 3.5]


def test_before_the_first_checkpoint_there_is_nothing_to_carry(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", {"W": torch.ones(1)}, "other.safetensors")
    (tmp_path / "out").mkdir()
    carry(run, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_its_recipes_are_there(root: Path) -> None:
    assert (root / FIRST).is_file()
    assert (root / SECOND).is_file()
