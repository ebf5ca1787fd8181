"""What a parsing recipe may say: every setting with a sentence, a unit and a default that names its source."""

from typing import Literal

from pydantic import Field, model_validator

from babelix.base.settings import Settings
from babelix.workflows.runs.settings import LoopSettings, NetworkSettings, SubwordSettings, changing


class DataSettings(Settings):
    """Where the trees come from: a named data set, or files of brackets."""

    name: str | None = None
    """A data set of trees of the registry: `treebank`."""
    train: list[str] = []
    """Files of training trees in brackets, plain or gzip; relative to the recipe. Beside `name` they are added."""
    val: list[str] = []
    """Files of validation trees, likewise; those of `name` unless given."""
    form: Literal["as-written", "ptb-words"] = "as-written"
    """`ptb-words` brings trees to the form of that text: small letters, no punctuation, N, <unk>."""
    silver: list[str] = []
    """Files of trees that a parser made, to learn from beside the others (`babelix silver`); relative to the recipe."""
    silver_weight: float = Field(1.0, gt=0)
    """Times each of these is seen in an epoch; a fraction is the share of them seen, drawn anew each epoch."""
    functions: bool = False
    """Keep function tags and indices (NP-SBJ-1); off, the category alone (NP)."""
    tags: bool = True
    """Tell tags apart; off, every tag is XX (Vinyals 2015)."""
    max_tokens: int = Field(256, gt=0)
    """Longest training tree in symbols or subwords, the end token included; longer ones are left out and counted."""
    substitute: float = Field(0.0, ge=0)
    """Altered copies a training tree, drawn anew each epoch: constituents exchanged for others of the same label."""
    exchanged: int = Field(3, gt=0)
    """Constituents exchanged in an altered copy, at most."""
    lowercase: float = Field(0.0, ge=0, le=1)
    """Share of training sentences read in small letters, drawn anew each epoch."""

    @model_validator(mode="after")
    def _one_origin(self) -> "DataSettings":
        if self.name is None and not self.train:
            raise ValueError("give data.name or data.train")
        if self.name is None and not self.val:
            raise ValueError("data.train needs data.val beside it")
        return self


class ReadingSettings(SubwordSettings):
    """The vocabulary that sentences are read in."""

    size: int = Field(4000, ge=260)
    """Number of subwords, special tokens and the 256 bytes included (section 6.3: 16,000 words)."""


class ModelSettings(NetworkSettings):
    """The network: a named size, any number of it overridden, or that of a trained parser."""

    size: str = "parsing"
    """A named size; `parsing` is section 6.3's."""
    pointer: bool = False
    """Tell the decoder the next word: the encoder's output there beside each symbol; the paper has none of it."""


class TrainingSettings(LoopSettings):
    """The loop."""

    batch_tokens: int = Field(4096, gt=0)
    """Padded tokens of the longer side in one batch."""
    metric: Literal["val_loss", "val_f1"] = "val_f1"
    """Which figure chooses the best checkpoint and ends training early."""
    samples: int = Field(2, ge=0)
    """Validation trees shown with what the parser makes of them at each evaluation."""


class DecodingSettings(Settings):
    """How the parser searches unless told otherwise; training does not depend on it."""

    beam: int = Field(4, gt=0)
    """Hypotheses kept (section 6.3: 21); 1 is greedy."""
    alpha: float = Field(0.3, ge=0)
    """Power of the length penalty (section 6.3: 0.3)."""


CHANGING = changing(TrainingSettings, DecodingSettings)


class ParsingSettings(Settings):
    """A whole recipe."""

    task: Literal["parsing"] = "parsing"
    """What is trained: the first key of a recipe, before every section."""
    data: DataSettings
    subwords: ReadingSettings = ReadingSettings()
    model: ModelSettings = ModelSettings()
    training: TrainingSettings = TrainingSettings()
    decoding: DecodingSettings = DecodingSettings()
