"""What a recipe of the task `grammar` may say."""

from typing import Literal

from pydantic import Field

from babelix.base.settings import Settings
from babelix.workflows.parsing.settings import DataSettings


class MarkovSettings(Settings):
    """How much the grammar's labels remember."""

    vertical: int = Field(2, ge=1)
    """Labels on the way up that a label holds, itself among them (Klein and Manning 2003: v)."""
    horizontal: int = Field(2, ge=1)
    """Sisters to the left that the next one depends on (Klein and Manning 2003: h)."""


class GrammarSettings(Settings):
    """A whole recipe."""

    task: Literal["grammar"] = "grammar"
    """What is made: the first key of a recipe, before every section."""
    data: DataSettings
    grammar: MarkovSettings = MarkovSettings()
