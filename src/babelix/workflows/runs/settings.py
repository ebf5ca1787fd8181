"""Settings that recipes of several tasks have: what computes, the loop, a Transformer, its vocabulary."""

from typing import Literal

from pydantic import Field, model_validator

from babelix.base.settings import Settings


class ComputingSettings(Settings):
    """What every training that draws and multiplies is told."""

    seed: int = Field(1, ge=0)
    """Seed of everything random."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """Type of the matrix products; auto takes bfloat16 where the hardware has matrix units for it."""
    threads: int | None = Field(None, gt=0)
    """CPU threads; all cores unless given. An exact resume needs the same number."""


class LoopSettings(ComputingSettings):
    """The loop."""

    steps: int = Field(100_000, gt=0)
    """Updates (section 5.2: 100,000 for base)."""
    batch_tokens: int = Field(25_000, gt=0)
    """Padded tokens of the longer side in one batch (section 5.1: about 25,000)."""
    accumulate: int = Field(1, gt=0)
    """Batches in one update."""
    warmup: int = Field(4000, gt=0)
    """Updates of linear warm-up (section 5.3: 4,000)."""
    rate_factor: float = Field(1.0, gt=0)
    """Factor on the paper's learning rate."""
    cooldown: int = Field(0, ge=0)
    """Last updates, at most all, over which the rate falls linearly to zero; 0 is the paper's schedule."""
    beta_1: float = Field(0.9, ge=0, lt=1)
    """Adam's first decay (section 5.3: 0.9)."""
    beta_2: float = Field(0.98, ge=0, lt=1)
    """Adam's second decay (section 5.3: 0.98)."""
    epsilon: float = Field(1e-9, gt=0)
    """Adam's epsilon (section 5.3: 1e-9)."""
    weight_decay: float = Field(0.0, ge=0)
    """L2 penalty (none in the paper)."""
    clip: float | None = Field(None, gt=0)
    """Largest norm of the gradient; none in the paper."""
    label_smoothing: float | None = Field(None, ge=0, lt=1)
    """Mass spread over the vocabulary; the size's own (0.1) unless given."""
    r_drop: float = Field(0.0, ge=0)
    """Weight that draws two passes with other elements dropped to each other (Liang 2021: 5); 0 is one pass."""
    average_last: int = Field(0, ge=0)
    """Checkpoints averaged into the final weights (section 6.1: 5 for base)."""
    keep_last: int = Field(0, ge=0)
    """Checkpoints whose weights are kept, to be averaged afterwards; `average_last` keeps as many as it needs."""
    average_decay: float | None = Field(None, gt=0, lt=1)
    """Decay of an exponential average of the weights, used for evaluation and as final weights."""
    log_every: int = Field(100, gt=0)
    """Updates between lines of the metric log."""
    evaluate_every: int = Field(1000, gt=0)
    """Updates between evaluations on the validation split."""
    save_every: int = Field(1000, gt=0)
    """Updates between checkpoints."""
    patience: int | None = Field(None, gt=0)
    """Evaluations in a row without a better `metric` that end training and keep the best weights; none unless given."""

    @model_validator(mode="after")
    def _one_end(self) -> "LoopSettings":
        if self.average_decay is not None and self.average_last:
            raise ValueError("choose average_last or average_decay, not both")
        if self.patience is not None and self.average_last:
            raise ValueError("patience keeps the best weights, average_last the mean of the last; choose one")
        return self


class SubwordSettings(Settings):
    """The vocabulary."""

    size: int = Field(10000, ge=260)
    """Number of subwords, special tokens and the 256 bytes included (Wu 2021 on small data: 10,000 merges)."""
    dropout: float = Field(0.0, ge=0, lt=1)
    """Probability of skipping a merge while training (Provilkov 2020: 0.1); 0 is plain BPE."""


class NetworkSettings(Settings):
    """A Transformer: a named size, any number of it overridden, or that of a trained model."""

    start: str | None = None
    """A trained model to go on from, shipped or a run folder: network, subwords and reading of text come with it."""
    size: str = "base"
    """A named size (`babelix models` lists them when asked for sizes); Vaswani et al. 2017, Table 3."""
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
    """Probability of dropping an element of a sub-layer's output or an embedding (section 5.4: 0.1)."""
    pre_norm: bool = False
    """Normalise before each sub-layer instead of after it (Xiong 2020); the paper normalises after."""


def changing(training: type[LoopSettings], decoding: type[Settings]) -> tuple[str, ...]:
    """Return which settings may change as a run goes on, as ``section.key``: all of the loop and the search but three.

    The seed orders the data, an average has its beginning, a best value its measure.
    """
    kept = ("seed", "average_decay", "metric")
    return (
        *(f"training.{name}" for name in training.model_fields if name not in kept),
        *(f"decoding.{name}" for name in decoding.model_fields),
    )
