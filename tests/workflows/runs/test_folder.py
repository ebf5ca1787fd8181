import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import babelix
from babelix.base.errors import RequestError, TaskError
from babelix.workflows.runs.changes import Change
from babelix.workflows.runs.folder import (
    begin,
    differences,
    has_checkpoint,
    held,
    read_provenance,
    read_settings,
    recorded_task,
    undone_on_failure,
    write_provenance,
)
from babelix.workflows.translation.settings import TranslationSettings


@pytest.fixture
def run(tmp_path: Path, counting: Any) -> Path:
    begin(tmp_path / "run", counting(), resume=False)
    return tmp_path / "run"


def rewrite(run: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    values = json.loads((run / "settings.json").read_text(encoding="utf-8"))
    change(values)
    (run / "settings.json").write_text(json.dumps(values), encoding="utf-8")


def test_a_run_begins_with_every_setting_the_task_first(run: Path, counting: Any) -> None:
    text = (run / "settings.json").read_text(encoding="utf-8")
    assert json.loads(text) == {
        "task": "counting",
        "beads": {"colour": "red", "number": 3},
        "aloud": False,
    }
    assert text.split()[1] == '"task":'
    assert read_settings(run, counting) == counting()
    assert recorded_task(run) == "counting"


def test_a_folder_in_use_is_refused_naming_the_settings(run: Path, counting: Any) -> None:
    with pytest.raises(RequestError) as refused:
        begin(run, counting(), resume=False)
    assert str(refused.value) == f"{run} is already in use; go on with `resume`, or choose another `run`"
    assert refused.value.setting == ("resume", "run")


def test_a_setting_that_came_later_was_what_it_is_unless_given(run: Path, counting: Any) -> None:
    rewrite(run, lambda values: values["beads"].pop("number"))
    begin(run, counting(), resume=True)
    with pytest.raises(RequestError, match=r"was begun with another beads\.number"):
        begin(run, counting.read({"beads": {"number": 5}}, "a test"), resume=True)


def test_a_section_that_came_later_was_what_it_is_unless_given(run: Path, counting: Any) -> None:
    rewrite(run, lambda values: values.pop("beads"))
    assert begin(run, counting(), resume=True) == []
    with pytest.raises(RequestError, match=r"another beads\.colour \(\"blue\", before \"red\"\)"):
        begin(run, counting.read({"beads": {"colour": "blue"}}, "a test"), resume=True)


def test_a_run_that_is_a_file_is_refused(tmp_path: Path, counting: Any) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RequestError, match="file is a file; expected a run folder, there already or not"):
        begin(tmp_path / "file", counting(), resume=False)


def test_what_a_kill_left_half_written_is_no_run(tmp_path: Path, counting: Any) -> None:
    (tmp_path / ".settings.json.x.part").write_text("{", encoding="utf-8")
    begin(tmp_path, counting(), resume=False)
    assert recorded_task(tmp_path) == "counting"


def test_there_must_be_a_run_to_resume(tmp_path: Path, counting: Any) -> None:
    with pytest.raises(
        RequestError, match=r"holds no run to resume \(no settings.json\); leave out `resume`"
    ):
        begin(tmp_path / "none", counting(), resume=True)
    assert not (tmp_path / "none").exists()


def test_resuming_needs_the_same_settings_but_for_those_that_may_change(run: Path, counting: Any) -> None:
    before = (run / "settings.json").read_bytes()
    begin(run, counting(), resume=True)
    begin(run, counting(aloud=True), resume=True, changing=("aloud",))
    assert (run / "settings.json").read_bytes() == before
    with pytest.raises(
        RequestError, match=r"was begun with another aloud \(true, before false\), which cannot"
    ):
        begin(run, counting(aloud=True), resume=True)
    with pytest.raises(RequestError) as refused:
        begin(run, counting.read({"beads": {"number": 5}}, "a test"), resume=True)
    assert str(refused.value) == (
        f"{run} was begun with another beads.number (5, before 3), which cannot change as a run goes on; "
        "resume with the settings it was begun with, or begin another `run`"
    )
    assert refused.value.setting == ("run",)


def test_a_model_without_a_checkpoint_is_never_trained_over(run: Path, counting: Any) -> None:
    (run / "model.safetensors").touch()
    with pytest.raises(RequestError) as refused:
        begin(run, counting(), resume=True)
    assert str(refused.value) == (
        f"{run} holds a model and no checkpoint to go on from (no last.safetensors); begin another `run`"
    )
    (run / "last.safetensors").touch()
    assert begin(run, counting(), resume=True) == []


def test_what_may_change_is_returned_and_left_to_be_recorded(run: Path, counting: Any) -> None:
    before = (run / "settings.json").read_bytes()
    asked = counting.read({"beads": {"number": 5}}, "a test")
    found = begin(run, asked, resume=True, changing=("beads.number", "beads.colour"))
    assert found == [Change("beads.number", 3, 5)]
    assert (run / "settings.json").read_bytes() == before


def test_a_run_from_before_there_were_tasks_goes_on(tmp_path: Path) -> None:
    settings = TranslationSettings.read({"data": {"name": "tatoeba-en-fr"}}, "a test")
    begin(tmp_path, settings, resume=False)
    rewrite(tmp_path, lambda values: values.pop("task"))
    begin(tmp_path, settings, resume=True)
    assert recorded_task(tmp_path) == "translation"
    assert read_settings(tmp_path, TranslationSettings) == settings


def test_the_run_of_another_task_is_refused(run: Path, counting: Any) -> None:
    with pytest.raises(RequestError, match="a run of the task 'counting'; expected a run of 'translation'"):
        read_settings(run, TranslationSettings)
    rewrite(run, lambda values: values.pop("task"))
    with pytest.raises(RequestError, match="begun with another task"):
        begin(run, counting(), resume=True)


def test_differences_are_told_by_section_and_key() -> None:
    now = {"task": "a", "one": {"x": 1, "y": None}, "two": {"z": 3}, "free": {"w": 5}}
    assert differences(now, now) == []
    names = [change.setting for change in differences({}, now)]
    assert names == ["task", "one.x", "one.y", "two.z", "free.w"]
    before = {"task": "b", "one": {"x": 2}, "two": 3, "free": 7, "gone": {"v": 1}}
    assert differences(before, now) == [
        Change("task", "b", "a"),
        Change("one.x", 2, 1),
        Change("two.z", None, 3),
        Change("free.w", None, 5),
    ]


def test_another_process_is_kept_out(run: Path) -> None:
    with (
        held(run),
        pytest.raises(RequestError, match="wait for it, or choose another `run`") as refused,
        held(run),
    ):
        pass
    assert refused.value.setting == ("run",)
    with held(run):
        assert (run / ".lock").exists()


@pytest.mark.parametrize("error", [RequestError("no"), TaskError("no"), KeyboardInterrupt()])
def test_a_new_run_that_fails_leaves_nothing(run: Path, error: BaseException) -> None:
    def fail() -> None:
        (run / "words.json").touch()
        with undone_on_failure(run, resume=False, files=("words.json",)), held(run):
            write_provenance(run, packages=[], threads=1, device="CPU", figures={})
            raise error

    with pytest.raises(type(error)):
        fail()
    assert not run.exists()


def test_what_else_lies_there_stays(run: Path) -> None:
    (run / "mine.txt").touch()
    with pytest.raises(TaskError), undone_on_failure(run, resume=False):
        raise TaskError("no")
    assert [path.name for path in run.iterdir()] == ["mine.txt"]


def test_a_run_that_has_trained_stays(run: Path) -> None:
    def fail() -> None:
        with undone_on_failure(run, resume=False) as attempt:
            attempt.trained = True
            raise TaskError("no")

    with pytest.raises(TaskError):
        fail()
    assert (run / "settings.json").exists()


@pytest.mark.parametrize(("resume", "checkpoint"), [(True, False), (False, True), (True, True)])
def test_a_run_that_was_begun_before_stays(run: Path, resume: bool, checkpoint: bool) -> None:
    if checkpoint:
        (run / "last.safetensors").touch()
    with pytest.raises(TaskError), undone_on_failure(run, resume=resume):
        raise TaskError("no")
    assert (run / "settings.json").exists()


def test_a_checkpoint_is_settings_the_tasks_files_and_the_last_weights(run: Path) -> None:
    assert not has_checkpoint(run)
    (run / "last.safetensors").touch()
    assert has_checkpoint(run)
    assert not has_checkpoint(run, ("words.json",))
    (run / "words.json").touch()
    assert has_checkpoint(run, ("words.json",))
    (run / "settings.json").unlink()
    assert not has_checkpoint(run, ("words.json",))


def test_provenance_is_versions_hardware_and_the_tasks_figures_in_this_order(run: Path) -> None:
    assert read_provenance(run) == {}
    write_provenance(run, packages=["numpy"], threads=7, device="CPU", figures={"pairs": 11})
    found = read_provenance(run)
    assert list(found) == ["babelix", "python", "numpy", "machine", "processes", "threads", "device", "pairs"]
    assert (found["processes"], found["threads"], found["device"], found["pairs"]) == (1, 7, "CPU", 11)
    assert found["babelix"] == babelix.__version__
    assert found["numpy"] == version("numpy")


def test_a_folder_that_is_no_run_is_named(tmp_path: Path, counting: Any) -> None:
    for read in (recorded_task, lambda folder: read_settings(folder, counting)):
        with pytest.raises(RequestError, match=r"is not a run: it has no settings\.json"):
            read(tmp_path)


@pytest.mark.parametrize("name", ["settings.json", "run.json"])
def test_damaged_json_is_named(run: Path, name: str) -> None:
    read: Callable[[Path], Any] = recorded_task if name == "settings.json" else read_provenance
    (run / name).write_text("[3]", encoding="utf-8")
    with pytest.raises(RequestError, match=rf"{name} holds a JSON list; expected an object"):
        read(run)
    (run / name).write_text('{"cut', encoding="utf-8")
    with pytest.raises(RequestError, match=rf"{name} cannot be read as JSON"):
        read(run)
