import json
from types import SimpleNamespace
from typing import Any

import pytest

from babelix.base.errors import RequestError, TaskError
from babelix.base.ranks import Rank
from babelix.training.ranks.alone import TOGETHER, Ranks
from babelix.workflows.runs.changes import Change
from babelix.workflows.runs.settings import LoopSettings
from babelix.workflows.runs.training import begun, going_on, left_out


class Toy:
    """What stands for a loop: it stands at an update, and trains or fails."""

    def __init__(self, step: int, error: Exception | None = None) -> None:
        self.state, self._error = SimpleNamespace(step=step), error

    def run(self):
        if self._error is not None:
            raise self._error
        return "weights"


def test_a_run_records_its_data_its_device_and_what_the_task_counts(tmp_path, counting):
    run = tmp_path / "run"
    with begun(run, counting(), {"a.txt": "77"}, resume=False, threads=1) as training:
        training.record({"pairs": 11}, ("numpy",))
        assert str(training.run(standing(3), counting())) == "weights"
    found = json.loads((run / "run.json").read_text())
    assert (found["device"], found["threads"], found["pairs"]) == ("CPU", 1, 11)
    assert found["data_sha256"] == {"a.txt": "77"}
    with (
        pytest.raises(RequestError, match=r"a\.txt has changed since"),
        begun(run, counting(), {"a.txt": "78"}, resume=True),
    ):
        pass


def standing(step: int, error: Exception | None = None) -> Any:
    return Toy(step, error)


@pytest.mark.parametrize(("step", "left"), [(0, False), (2, True)])
def test_a_folder_stays_where_something_was_trained(tmp_path, counting, step, left):
    run = tmp_path / "run"
    with pytest.raises(TaskError, match="no"), begun(run, counting(), {}, resume=False) as training:
        training.run(standing(step, TaskError("no")), counting())
    assert run.exists() == left


def test_what_changes_as_a_run_goes_on_is_told_and_kept(tmp_path, counting):
    run, told = tmp_path / "run", []
    with begun(run, counting(), {}, resume=False) as training:
        training.run(standing(1), counting())
    aloud = counting(aloud=True)
    with begun(run, aloud, {}, resume=True, changing=("aloud",)) as training:
        training.run(standing(5), aloud, told.append)
    assert [each.remark for each in told] == ["from update 6 on aloud is true, before false"]
    assert json.loads((run / "changes.jsonl").read_text())["step"] == 5
    assert json.loads((run / "settings.json").read_text())["aloud"]


def test_what_was_left_out_is_told_by_reason() -> None:
    assert left_out({"long": 1007}, "pairs") == ["1,007 pairs were long and left out"]


def test_going_on_out_of_a_cooldown_is_told() -> None:
    """With 10 updates of cooldown before 40, update 31 has the whole rate and update 32 does not."""
    longer, other = Change("training.steps", 40, 80), Change("training.clip", None, 1.0)
    chosen = LoopSettings(steps=80, cooldown=10)
    assert going_on([other, longer], chosen, 31) == [
        "from update 32 on training.clip is 1.0, before not given",
        "from update 32 on training.steps is 80, before 40",
    ]
    assert going_on([longer], chosen, 32)[1:] == [
        "the rate had begun to fall towards update 40 and jumps up again: the weights will not be those of a run "
        "planned with training.steps 80"
    ]
    assert len(going_on([longer], LoopSettings(steps=80), 40)) == 1
    assert len(going_on([other], chosen, 40)) == 1


@pytest.fixture
def second():
    """Be the second of two processes."""
    token = TOGETHER.set(Ranks(Rank(1, 2)))
    yield
    TOGETHER.reset(token)


@pytest.mark.usefixtures("second")
def test_a_task_that_is_not_shared_trains_in_one_process(tmp_path, counting):
    with pytest.raises(RequestError) as refused, begun(tmp_path / "run", counting(), {}, resume=False):
        pass
    assert str(refused.value) == "WORLD_SIZE 2: this task trains in one process; start it without torchrun"


@pytest.mark.usefixtures("second")
def test_the_second_process_writes_nothing(tmp_path, counting):
    run = tmp_path / "run"
    with begun(run, counting(), {"a.txt": "77"}, resume=False, shared=True) as training:
        training.record({"pairs": 11}, ("numpy",))
        assert str(training.run(standing(3), counting())) == "weights"
    assert not run.exists()
