"""What a recipe of tracks may say: every setting with a sentence, a unit and a default that names its source."""

from typing import Literal

from pydantic import Field, model_validator

from babelix.base.settings import Settings
from babelix.workflows.runs.settings import ComputingSettings


class DataSettings(Settings):
    """Where the sequence and the tracks come from."""

    name: str | None = None
    """A data set of the registry, whose files then go by their names there; others are relative to the recipe."""
    genome: str
    """A FASTA."""
    rename_contigs: str | None = None
    """How files that name contigs otherwise are read: `ucsc`, `ensembl` or a file of two columns."""
    targets: str
    """The table of targets, a line a track; relative to the recipe."""
    intervals: str | None = None
    """Intervals to learn from; whole contigs unless given."""
    blacklist: str | None = None
    """Intervals of which no bin is learned from."""
    unknown: float = Field(0.35, ge=0, le=1)
    """Largest share of N in a window that is learned from (Basenji: 0.35)."""
    val: list[str] = Field(min_length=1)
    """Contigs that choose the checkpoint."""
    test: list[str] = []
    """Contigs reported on at the end, and never learned from."""
    unseen: list[str] = []
    """Contigs left out altogether."""

    @model_validator(mode="after")
    def _apart(self) -> "DataSettings":
        held = [*self.val, *self.test, *self.unseen]
        twice = next((each for each in held if held.count(each) > 1), None)
        if twice is not None:
            raise ValueError(f"{twice} stands in more than one of val, test and unseen")
        return self


# Which weights of a trained model are learned further.
Thawed = Literal["all", "norms"] | int


class ModelSettings(Settings):
    """The network: an Enformer of these sizes, or that of a trained model."""

    start: str | None = None
    """A model to go on from: a run of tracks, a shipped one, a file of Enformer's weights, or `enformer`."""
    head: Literal["new", "kept"] = "new"
    """The head of a model to go on from: a new one, or its own, of as many tracks."""
    thawed: Thawed = "all"
    """What of it is learned beside the head: all, the layer norms, or the last so many attention layers."""
    frame: int | None = Field(None, gt=1)
    """Bins that the positions are made for; the window's, or what a model to go on from was trained with."""

    channels: list[int] = Field([48, 48, 64, 80, 96], min_length=2)
    """Channels of the stem and of each block of the tower; a bin has two bases to the power of their number."""
    layers: int = Field(2, gt=0)
    """Attention layers."""
    heads: int = Field(4, gt=0)
    """Attention heads a layer; the last of `channels` is a multiple of six times their number."""
    key: int = Field(16, gt=0)
    """Numbers of a query and a key."""
    window: int = Field(4096, gt=0)
    """Bases of a window."""
    crop: int = Field(16, ge=0)
    """Bins at either end of a window that are not predicted."""
    dropout: float = Field(0.1, ge=0, lt=1)
    """Share left out of the attention layers' outputs (Enformer: 0.4)."""


class TrainingSettings(ComputingSettings):
    """The loop."""

    steps: int = Field(gt=0)
    """Updates."""
    batch: int = Field(8, gt=0)
    """Windows a batch."""
    accumulate: int = Field(1, gt=0)
    """Batches an update."""
    rate: float = Field(2e-3, gt=0)
    """Learning rate of Adam between warm-up and cooldown."""
    warmup: int = Field(100, gt=0)
    """Updates over which the rate rises to it."""
    cooldown: int = Field(0, ge=0)
    """Last updates over which it falls linearly to zero."""
    clip: float | None = Field(0.2, gt=0)
    """Longest gradient of the mean over values (Enformer: 0.2)."""
    weight_decay: float = Field(0.0, ge=0)
    """Adam's decay of the weights."""
    loss: Literal["poisson", "poisson-multinomial"] = "poisson"
    """Poisson's (Enformer), or that of sums and, apart, of shapes (Borzoi)."""
    total_weight: float = Field(0.2, ge=0)
    """Weight of the sums in poisson-multinomial (Borzoi: 0.2); 1 is Poisson's."""
    epsilon: float = Field(1e-6, gt=0)
    """What is added to targets and predictions before logarithms."""
    shift: int = Field(3, ge=0)
    """Most bases that a window is moved by against its bins (Basenji: 3)."""
    strands: bool = True
    """Whether half of the windows are read on the other strand, paired tracks swapped."""
    norm: Literal["accumulated", "frozen"] = "accumulated"
    """Batch norm: by each batch's own statistics, which accumulate for predicting; or by those it began with."""
    average_decay: float | None = Field(None, gt=0, lt=1)
    """Decay of an exponential average of the weights, used for evaluation and as final weights."""
    log_every: int = Field(50, gt=0)
    """Updates between lines of the metric log."""
    evaluate_every: int = Field(500, gt=0)
    """Updates between evaluations on the contigs of `data.val`."""
    save_every: int = Field(250, gt=0)
    """Updates between checkpoints."""
    metric: Literal["val_loss", "val_pearson"] = "val_loss"
    """Which figure chooses the checkpoint."""
    patience: int | None = Field(None, gt=0)
    """Evaluations in a row without a better `metric` that end training; none unless given."""


# What may change as a run goes on: how long it is, how it falls to its end, what is shown and kept.
CHANGING = tuple(
    f"training.{name}"
    for name in ("steps", "cooldown", "threads", "log_every", "evaluate_every", "save_every", "patience")
)


class TracksSettings(Settings):
    """A whole recipe."""

    task: Literal["tracks"] = "tracks"
    """The task."""
    data: DataSettings
    model: ModelSettings = ModelSettings()
    training: TrainingSettings
