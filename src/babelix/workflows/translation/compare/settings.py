"""What a comparison of networks that translate may say."""

from typing import Literal

from pydantic import Field, model_validator

from babelix.base.settings import Settings
from babelix.workflows.runs.settings import SubwordSettings
from babelix.workflows.translation.settings import (
    DataSettings,
    DecodingSettings,
    ModelSettings,
    TrainingSettings,
)


class SystemSettings(Settings):
    """One network, a table ``[[systems]]``."""

    name: str
    """What it is called."""
    model: ModelSettings
    """The network, as in a recipe of translation."""


class TrialSettings(Settings):
    """How the learning rate is chosen, for each network by as many trials, and how often the chosen one is trained."""

    rates: list[float] = Field([0.5, 1.0], min_length=1)
    """Values of `training.rate_factor` tried, with the first seed; the one with the lowest loss of validation stays."""
    steps: int = Field(1000, gt=0)
    """Updates of a trial, its rate falling at the end as a whole training's does; with one rate there are none."""
    seeds: list[int] = Field([1, 2, 3], min_length=1)
    """Seeds trained with."""


class CompareSettings(Settings):
    """A whole recipe of a comparison; rate and seed of single trainings come from its trials."""

    task: Literal["translation-compare"] = "translation-compare"
    """The task."""
    data: DataSettings
    subwords: SubwordSettings = SubwordSettings()
    systems: list[SystemSettings] = Field(min_length=2)
    training: TrainingSettings = TrainingSettings()
    trials: TrialSettings = TrialSettings()
    decoding: DecodingSettings = DecodingSettings()
    test: str = "test"
    """The split of the data set that is translated at the end, of each training once."""
    test_files: list[str] = Field([], max_length=2)
    """In its place a file of sentences and one of their translations; relative to the recipe."""

    @model_validator(mode="after")
    def _consistent(self) -> "CompareSettings":
        names = [each.name for each in self.systems]
        if len(set(names)) < len(names) or any(not name or "/" in name for name in names):
            raise ValueError(f"systems need names of their own that can name folders, got {names}")
        if self.data.name is None and len(self.test_files) != 2:
            raise ValueError(
                "give data.name, or test_files: a file of sentences and one of their translations"
            )
        return self
