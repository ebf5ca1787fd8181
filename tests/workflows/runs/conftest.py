"""A task that learns nothing and counts: enough to show what runs ask of one."""

import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Literal

import pytest

from babelix.base.progress import Listener
from babelix.base.settings import Settings
from babelix.training.keeping import FINAL, LAST
from babelix.workflows.runs import tasks
from babelix.workflows.runs.folder import begin, held, read_settings, undone_on_failure, write_provenance
from babelix.workflows.runs.tasks import Subject, Trained


class BeadSettings(Settings):
    """What is counted."""

    colour: str = "red"
    number: int = 3


class CountingSettings(Settings):
    """A recipe of the toy task."""

    task: Literal["counting"] = "counting"
    beads: BeadSettings = BeadSettings()
    aloud: bool = False


@dataclass(frozen=True)
class Counted(Trained):
    """What counting leaves behind."""

    colour: str

    def report(self) -> str:
        return f"{super().report()}, {self.colour}"


def count(
    settings: CountingSettings, *, beside: Path, run: Path, resume: bool, listener: Listener
) -> Counted:
    begin(run, settings, resume=resume, changing=("aloud",))
    with undone_on_failure(run, resume=resume), held(run):
        write_provenance(run, packages=["numpy"], threads=2, device="CPU", figures={"beside": str(beside)})
        (run / LAST).touch()
        (run / FINAL).write_text("one " * settings.beads.number, encoding="ascii")
    return Counted(run, run / FINAL, settings.beads.number, 5, settings.beads.colour)


def load(folder: Path) -> str:
    return f"{read_settings(folder, CountingSettings).beads.colour} beads"


@pytest.fixture
def counting() -> type[CountingSettings]:
    """The settings of the toy task, known to no table."""
    return CountingSettings


@pytest.fixture
def counting_task(monkeypatch: pytest.MonkeyPatch) -> type[CountingSettings]:
    """The toy task in the table of tasks; its settings."""
    module = ModuleType("toy_counting")
    module.SUBJECT = Subject(settings=CountingSettings, train=count, load=load)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "toy_counting", module)
    monkeypatch.setitem(tasks.TASKS, "counting", "toy_counting")
    return CountingSettings
