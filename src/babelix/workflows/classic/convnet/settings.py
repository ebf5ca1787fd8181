"""What a recipe of a convolutional net may say."""

from typing import Literal

from pydantic import Field

from babelix.base.settings import Settings
from babelix.workflows.runs.settings import ComputingSettings


class PicturesSettings(Settings):
    """Where the pictures come from."""

    name: str
    """`mnist` or `cifar10-subset` of the registry, or a folder with a folder of pictures for each class."""
    hold_out: int = Field(1000, gt=0)
    """Training pictures that are never trained on and evaluated after each epoch; at most one in five."""
    side: int = Field(32, gt=0, le=1024)
    """Pixels a side that pictures of a folder are brought to; a named set has its own."""
    shift: int = Field(1, ge=0)
    """Pixels each way by which a picture is shifted at random whenever it is trained on."""
    turn: float = Field(10, ge=0, le=180)
    """Degrees each way by which it is turned at random."""
    mirror: bool = False
    """Whether every other one is mirrored, left and right, by chance."""


class NetSettings(Settings):
    """The net."""

    size: str = "small"
    """small, one-column or two-column (Krizhevsky et al. 2012)."""
    dropout: float = Field(0.25, ge=0, lt=1)
    """Share left out before hidden layers (section 4.2: 0.5, of a net 200 times as large)."""


class LearningSettings(ComputingSettings):
    """The loop."""

    epochs: int = Field(3, gt=0)
    """How often every picture is read."""
    batch: int = Field(64, gt=0)
    """Pictures of one update (section 5: 128)."""
    rate: float = Field(2e-3, gt=0)
    """Highest learning rate of Adam: reached after a fifth of the updates, then falling to zero."""


class ConvnetSettings(Settings):
    """A whole recipe."""

    task: Literal["convnet"] = "convnet"
    """The task."""
    data: PicturesSettings
    model: NetSettings = NetSettings()
    training: LearningSettings = LearningSettings()
