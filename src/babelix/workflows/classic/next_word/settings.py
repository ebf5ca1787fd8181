"""What a recipe of the next word may say."""

from typing import Literal

from pydantic import Field

from babelix.base.settings import Settings
from babelix.workflows.runs.settings import ComputingSettings


class TextSettings(Settings):
    """Where the words come from."""

    name: str
    """A text of the registry (`ptb-words`, `tatoeba-en-fr`, `tale-of-two-cities`, `tiny-shakespeare`), or a file."""
    vocabulary: int = Field(10_000, ge=3)
    """Words that have a number, the most frequent ones; others are read as one unknown word."""
    exact: bool = False
    """Whether a text of fewer words is refused instead of taken with those it has."""


class NetSettings(Settings):
    """What predicts."""

    kind: Literal["n-gram", "bag-of-words", "fixed-context", "rnn", "lstm", "gru", "transformer"] = "lstm"
    """n-gram: interpolated modified Kneser-Ney; the others are nets."""
    order: int = Field(5, ge=1, le=11)
    """Words of the longest n-gram, the one predicted among them."""
    least: int = Field(1, ge=1)
    """Times that an n-gram of the longest order was seen, to be kept."""
    width: int = Field(200, gt=0)
    """Numbers of a word's embedding (Zaremba et al. 2014, section 4.1, the small net)."""
    hidden: int = Field(200, gt=0)
    """Numbers of a hidden layer; of a Transformer, those between the two maps of its feed-forward nets."""
    layers: int = Field(2, gt=0)
    """Layers of a recurrent net or a Transformer; window nets have one."""
    window: int = Field(5, gt=0)
    """Words a window net sees; words a Transformer looks back on from the beginning of a piece."""
    heads: int = Field(4, gt=0)
    """Heads of a Transformer's attention."""
    dropout: float = Field(0.2, ge=0, lt=1)
    """Share left out of what is not recurrent (Zaremba et al. 2014, section 3.1)."""
    tied: bool = False
    """Whether the output matrix is that of the embeddings (Press and Wolf 2017)."""


class LearningSettings(ComputingSettings):
    """The loop."""

    epochs: int = Field(6, gt=0)
    """How often the text is read."""
    batch: int = Field(20, gt=0)
    """Streams the text is cut into, read side by side (Zaremba et al. 2014: 20)."""
    length: int = Field(20, gt=0)
    """Words of a piece: as far back gradients go (truncated back-propagation through time)."""
    rate: float = Field(4e-3, gt=0)
    """Highest learning rate of Adam: reached after a tenth of the updates, then falling to zero."""
    clip: float = Field(0.25, gt=0)
    """Longest gradient, as a mean over words."""


class NextWordSettings(Settings):
    """A whole recipe."""

    task: Literal["next-word"] = "next-word"
    """The task."""
    data: TextSettings
    model: NetSettings = NetSettings()
    training: LearningSettings = LearningSettings()


class ComparedSettings(Settings):
    """The nets that are compared: as many parameters each, to a twentieth, as an LSTM of this width."""

    kinds: list[Literal["n-gram", "bag-of-words", "fixed-context", "rnn", "lstm", "gru", "transformer"]] = [
        "n-gram",
        "bag-of-words",
        "fixed-context",
        "rnn",
        "lstm",
        "gru",
        "transformer",
    ]
    """What is compared, in this order."""
    order: int = Field(5, ge=1, le=11)
    """Words of the longest n-gram."""
    width: int = Field(200, gt=0)
    """Numbers of a word's embedding, and of an LSTM's layers; hidden layers of the others are as wide as it takes."""
    layers: int = Field(2, gt=0)
    """Layers of recurrent nets and of the Transformer."""
    window: int = Field(5, gt=0)
    """Words that window nets see; a Transformer looks back on a piece."""
    heads: int = Field(4, gt=0)
    """Heads of a Transformer's attention."""


class TrialSettings(Settings):
    """How settings are chosen, for each net by as many trials, and how often the chosen ones are trained."""

    rates: list[float] = Field([1e-3, 3e-3], min_length=1)
    """Highest learning rates tried."""
    dropouts: list[float] = Field([0.2, 0.4], min_length=1)
    """Dropouts tried, each with each rate; those that held-out words find least surprising are taken."""
    seeds: list[int] = Field([1, 2, 3], min_length=1)
    """Seeds trained with, the first one by every trial."""


class CompareSettings(Settings):
    """A whole recipe of a comparison; rate, seed and dropout of single trainings come from its trials."""

    task: Literal["next-word-compare"] = "next-word-compare"
    """The task."""
    data: TextSettings
    model: ComparedSettings = ComparedSettings()
    training: LearningSettings = LearningSettings()
    trials: TrialSettings = TrialSettings()
