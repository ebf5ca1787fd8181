import json
import zipfile
from pathlib import Path

import pytest
import torch
from tools.gpu.train import FIRST, SECOND, carry, first_steps, second_steps, updating

from babelix.training.packing import unpack
from babelix.training.tensors import load_tensors, save_tensors
from tools.gpu import train as tool


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
    assert sorted(path.name for path in out.iterdir()) == ["model.safetensors", "runs.zip"]
    with zipfile.ZipFile(out / "runs.zip") as carried:
        assert len(carried.namelist()) == 5
        assert carried.read("a-run/metrics.jsonl").endswith(b'{"step": 7}\n')
    assert updating(run) == [1.5, 3.5]


def test_before_the_first_checkpoint_there_is_nothing_to_carry(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", {"W": torch.ones(1)}, "other.safetensors")
    (tmp_path / "out").mkdir()
    carry(run, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_its_recipes_are_there(root: Path) -> None:
    assert (root / FIRST).is_file()
    assert (root / SECOND).is_file()


@pytest.fixture
def stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Runs from a folder of its own, trainings replaced by finished ones; returns what each was asked for."""
    asked: list[list[str]] = []

    class Ended:
        def wait(self, timeout: float | None = None) -> int:
            return 0

    def train(recipe: Path, run: Path, assignments: list[str]) -> Ended:
        run.parent.mkdir(exist_ok=True)
        write_run(run, {"W": torch.ones(2, 2)}, "model.safetensors")
        asked.append([run.name, *assignments])
        return Ended()

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tool, "train", train)
    return asked


def test_it_measures_and_then_trains_both_stages(stages: list[list[str]], tmp_path: Path) -> None:
    # The finished runs logged 3.5 seconds last: 100 / 3.5 updates a second.
    tool.main([str(tmp_path / "out"), "--seconds", "500", "--set", "training.seed=3"])
    assert [each[0] for each in stages] == ["measure", "en-fr", "en-fr-gentle"]
    assert all("training.seed=3" in each for each in stages)
    assert stages[0][2] == tool.MEASURED
    steps = int(stages[1][2].removeprefix("training.steps="))
    assert steps == pytest.approx((500 - 2 * 45 - 15) * 0.58 * 100 / 3.5, rel=0.01)
    assert stages[1][3] == f"training.cooldown={steps // 8}"
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {
        "model.safetensors",
        "en-fr-model.safetensors",
        "runs.zip",
    }


def test_a_machine_that_is_too_slow_trains_nothing(stages: list[list[str]], tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"28\.6 updates a second, fewer than 30: .* nothing is trained"):
        tool.main([str(tmp_path / "out"), "--least", "30"])
    assert [each[0] for each in stages] == ["measure"]


def test_a_rate_that_is_known_is_not_measured(stages: list[list[str]], tmp_path: Path) -> None:
    tool.main([str(tmp_path / "out"), "--rate", "2"])
    assert [each[0] for each in stages] == ["en-fr", "en-fr-gentle"]


def test_one_recipe_has_all_the_time(stages: list[list[str]], tmp_path: Path) -> None:
    more = "recipes/translation/en-fr-more.toml"
    tool.main([str(tmp_path / "out"), "--seconds", "300", "--rate", "7", "--start", "20", "--recipe", more])
    assert [each[0] for each in stages] == ["en-fr-more"]
    steps = int(stages[0][1].removeprefix("training.steps="))
    assert steps == pytest.approx((300 - 20 - 15) * 7, abs=7)
    assert stages[0][2] == f"training.cooldown={steps // 2}"
    assert (tmp_path / "out" / "runs.zip").is_file()
