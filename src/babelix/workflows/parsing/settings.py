"""What a parsing recipe may say: every setting with a sentence, a unit and a default that names its source."""

from typing import Literal

from pydantic import Field, model_validator

from babelix.base.settings import Settings


class DataSettings(Settings):
    """Where the trees come from: a named data set, or files of brackets."""

    name: str | None = None
    """A data set of trees of the registry: `treebank`."""
    train: list[str] = []
    """Files of training trees in brackets, plain or gzip; relative to the recipe. Beside `name` they are added."""
    val: list[str] = []
    """Files of validation trees, likewise; those of `name` unless given."""
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


class SubwordSettings(Settings):
    """The vocabulary that sentences are read in."""

    size: int = Field(4000, ge=260)
    """Number of subwords, special tokens and the 256 bytes included (section 6.3: 16,000 words)."""
    dropout: float = Field(0.0, ge=0, lt=1)
    """Probability of skipping a merge while training (Provilkov 2020: 0.1); 0 is plain BPE."""


class ModelSettings(Settings):
    """The network: a named size, any number of it overridden, or that of a trained parser."""

    start: str | None = None
    """A trained parser to go on from, a run folder: network, subwords and symbols come with it."""
    size: str = "parsing"
    """A named size; `parsing` is section 6.3's."""
    d_model: int | None = Field(None, gt=0)
    """Width of the residual stream."""
    d_ff: int | None = Field(None, gt=0)
    """Width inside the feed-forward networks."""
    heads: int | None = Field(None, gt=0)
    """Attention heads a layer."""
    encoder_layers: int | None = Field(None, gt=0)
    """Layers of the encoder."""
    decoder_layers: int | None = Field(None, gt=0)
    """Layers of the decoder."""
    dropout: float | None = Field(None, ge=0, lt=1)
    """Probability of dropping an element of a sub-layer's output or an embedding."""
    pointer: bool = False
    """Tell the decoder the next word: the encoder's output there beside each symbol; the paper has none of it."""
    pre_norm: bool = False
    """Normalise before each sub-layer instead of after it (Xiong 2020); the paper normalises after."""


class TrainingSettings(Settings):
    """The loop."""

    seed: int = Field(1, ge=0)
    """Seed of everything random."""
    steps: int = Field(100_000, gt=0)
    """Updates."""
    batch_tokens: int = Field(4096, gt=0)
    """Padded tokens of the longer side in one batch."""
    warmup: int = Field(4000, gt=0)
    """Updates of linear warm-up (section 5.3: 4,000)."""
    rate_factor: float = Field(1.0, gt=0)
    """Factor on the paper's learning rate."""
    cooldown: int = Field(0, ge=0)
    """Last updates, at most all, over which the rate falls linearly to zero; 0 is the paper's schedule."""
    clip: float | None = Field(None, gt=0)
    """Largest norm of the gradient; none in the paper."""
    label_smoothing: float | None = Field(None, ge=0, lt=1)
    """Mass spread over the symbols; the size's own (0.1) unless given."""
    r_drop: float = Field(0.0, ge=0)
    """Weight that draws two passes with other elements dropped to each other (Liang 2021: 5); 0 is one pass."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """Type of the matrix products; auto takes bfloat16 where the hardware multiplies it natively."""
    threads: int | None = Field(None, gt=0)
    """CPU threads; all cores unless given. An exact resume needs the same number."""
    average_decay: float | None = Field(None, gt=0, lt=1)
    """Decay of an exponential average of the weights, used for evaluation and as final weights."""
    keep_last: int = Field(0, ge=0)
    """Checkpoints whose weights are kept, to be averaged afterwards."""
    log_every: int = Field(100, gt=0)
    """Updates between lines of the metric log."""
    evaluate_every: int = Field(1000, gt=0)
    """Updates between evaluations on the validation trees."""
    save_every: int = Field(1000, gt=0)
    """Updates between checkpoints."""
    metric: Literal["val_loss", "val_f1"] = "val_f1"
    """Which figure chooses the best checkpoint and ends training early."""
    patience: int | None = Field(None, gt=0)
    """Evaluations in a row without a better `metric` that end training and keep the best weights; none unless given."""
    samples: int = Field(2, ge=0)
    """Validation trees shown with what the parser makes of them at each evaluation."""


class DecodingSettings(Settings):
    """How the parser searches unless told otherwise; training does not depend on it."""

    beam: int = Field(4, gt=0)
    """Hypotheses kept (section 6.3: 21); 1 is greedy."""
    alpha: float = Field(0.3, ge=0)
    """Power of the length penalty (section 6.3: 0.3)."""


# What may change as a run goes on. The seed orders the data, an average has its beginning, a best value its measure.
CHANGING = (
    *(
        f"training.{name}"
        for name in TrainingSettings.model_fields
        if name not in ("seed", "average_decay", "metric")
    ),
    *(f"decoding.{name}" for name in DecodingSettings.model_fields),
)


class ParsingSettings(Settings):
    """A whole recipe."""

    task: Literal["parsing"] = "parsing"
    """What is trained: the first key of a recipe, before every section."""
    data: DataSettings
    subwords: SubwordSettings = SubwordSettings()
    model: ModelSettings = ModelSettings()
    training: TrainingSettings = TrainingSettings()
    decoding: DecodingSettings = DecodingSettings()
