"""What a translation recipe may say: every setting with a sentence, a unit and a default that names its source."""

from typing import Literal

from pydantic import Field, model_validator

from babelix.base.settings import Settings


class CorpusSettings(Settings):
    """One of several corpora, a table ``[[data.corpora]]`` each: a named data set, or files of one's own."""

    name: str | None = None
    """A data set of the registry (`babelix data list`): its training pairs, and its validation pairs if it has them."""
    train: list[str] = []
    """Files of training pairs: one TSV, or source then target; plain or gzip; relative to the recipe."""
    val: list[str] = []
    """Files of validation pairs, likewise."""
    columns: list[int] = Field([1, 2], min_length=2, max_length=2)
    """Columns of a TSV that hold the source and the target, counted from 1."""
    weight: float = Field(1.0, gt=0)
    """Times each pair is seen in an epoch; a fraction is the share of pairs seen, drawn anew each epoch."""
    hold_out: int = Field(0, ge=0)
    """Last pairs that are never trained on and serve as validation pairs."""
    variants: float = Field(0.0, ge=0)
    """Altered copies of training pairs that mean the same (capitals, names, numbers, emoji, typing errors), a pair."""

    @model_validator(mode="after")
    def _one_origin(self) -> "CorpusSettings":
        _check_origin(self.name, self.train, self.columns)
        return self


class DataSettings(Settings):
    """Where the sentence pairs come from: a named data set, files of one's own, or several corpora."""

    name: str | None = None
    """A data set of the registry (`babelix data list`)."""
    train: list[str] = []
    """Files of training pairs: one TSV, or source then target; plain or gzip; relative to the recipe."""
    val: list[str] = []
    """Files of validation pairs, likewise."""
    columns: list[int] = Field([1, 2], min_length=2, max_length=2)
    """Columns of a TSV that hold the source and the target, counted from 1."""
    corpora: list[CorpusSettings] = []
    """Several corpora in place of `name` and `train`, each a table of its own with its weight."""
    source: str = "en"
    """Language of the source side."""
    target: str = "fr"
    """Language of the target side."""
    normalise: list[str] = ["nfc"]
    """Named normalisation steps, in order; `nfc` loses nothing a reader sees."""
    max_tokens: int = Field(256, gt=0)
    """Longest training sentence, in subwords a side, the end token included; longer pairs are left out and counted."""
    max_ratio: float | None = Field(None, gt=1)
    """Most subwords of the longer side for one of the other; pairs beyond are left out and counted."""
    drop_empty: bool = False
    """Leave out, and count, pairs with an empty side, which otherwise are an error that names the line."""
    drop_identical: bool = False
    """Leave out, and count, training pairs whose two sides are the same text."""

    @model_validator(mode="after")
    def _one_origin(self) -> "DataSettings":
        if not self.corpora:
            _check_origin(self.name, self.train, self.columns)
            if self.train and not self.val:
                raise ValueError("data.train needs data.val beside it")
            return self
        if self.name is not None or self.train:
            raise ValueError("give data.corpora, or data.name or data.train, not both")
        if not any(each.name or each.val or each.hold_out for each in self.corpora):
            raise ValueError("no corpus has validation pairs; give one of them val or hold_out")
        return self


def _check_origin(name: str | None, train: list[str], columns: list[int]) -> None:
    if (name is None) == (not train):
        raise ValueError("give either data.name or data.train")
    if min(columns) < 1 or columns[0] == columns[1]:
        raise ValueError(f"columns {columns} must be two different numbers from 1 up")


class SubwordSettings(Settings):
    """The joint vocabulary."""

    size: int = Field(10000, ge=260)
    """Number of subwords, special tokens and the 256 bytes included (Wu 2021 on small data: 10,000 merges)."""
    dropout: float = Field(0.0, ge=0, lt=1)
    """Probability of skipping a merge while training (Provilkov 2020: 0.1); 0 is plain BPE."""


class ModelSettings(Settings):
    """The network: a named size, any number of it overridden, or that of a trained model."""

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
    """Layers of the encoder; beside `start` more than it has, added as layers that change nothing at first."""
    decoder_layers: int | None = Field(None, gt=0)
    """Layers of the decoder."""
    dropout: float | None = Field(None, ge=0, lt=1)
    """Probability of dropping an element of a sub-layer's output or an embedding (section 5.4: 0.1)."""
    pre_norm: bool = False
    """Normalise before each sub-layer instead of after it (Xiong 2020); the paper normalises after."""


class TrainingSettings(Settings):
    """The loop."""

    seed: int = Field(1, ge=0)
    """Seed of everything random."""
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
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """Type of the matrix products; auto takes bfloat16 where the hardware multiplies it natively."""
    threads: int | None = Field(None, gt=0)
    """CPU threads; all cores unless given. An exact resume needs the same number."""
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
    metric: Literal["val_loss", "val_bleu"] = "val_loss"
    """Which figure chooses the best checkpoint and ends training early."""
    bleu_sentences: int = Field(0, ge=0)
    """Validation sentences of the first corpus that has some, translated greedily at each evaluation; 0 is none."""
    samples: int = Field(3, ge=0)
    """Validation sentences, drawn by the seed, shown with their greedy translation at each evaluation."""
    patience: int | None = Field(None, gt=0)
    """Evaluations in a row without a better `metric` that end training and keep the best weights; none unless given."""
    tensorboard: bool = False
    """Also write TensorBoard events (needs the `tensorboard` extra)."""

    @model_validator(mode="after")
    def _consistent(self) -> "TrainingSettings":
        if self.average_decay is not None and self.average_last:
            raise ValueError("choose average_last or average_decay, not both")
        if self.patience is not None and self.average_last:
            raise ValueError("patience keeps the best weights, average_last the mean of the last; choose one")
        if self.metric == "val_bleu" and not self.bleu_sentences:
            raise ValueError("metric = 'val_bleu' needs bleu_sentences above 0")
        return self


class DecodingSettings(Settings):
    """How the model translates unless told otherwise; training and resuming do not depend on it."""

    beam: int = Field(4, gt=0)
    """Hypotheses kept (section 6.1: 4); 1 is greedy."""
    alpha: float = Field(0.6, ge=0)
    """Power of the length penalty (section 6.1: 0.6); to be chosen on the validation split."""
    no_repeat_ngram: int | None = Field(None, ge=1)
    """No so many subwords in a row are said twice in a sentence (Paulus 2017: 3); they may be unless given."""
    repetition_penalty: float = Field(1.0, ge=1)
    """Power that subwords said already have their probability raised to (Keskar 2019: 1.2); 1 changes nothing."""


# What may change as a run goes on. The seed orders the data, an average has its beginning, a best value its measure.
CHANGING = (
    *(
        f"training.{name}"
        for name in TrainingSettings.model_fields
        if name not in ("seed", "average_decay", "metric")
    ),
    *(f"decoding.{name}" for name in DecodingSettings.model_fields),
)


class EvaluationSettings(Settings):
    """How translations are scored."""

    tokenizer: (
        Literal[
            "13a",
            "zh",
            "ja-mecab",
            "ko-mecab",
            "char",
            "intl",
            "none",
            "flores200",
            "flores101",
            "spm",
            "spBLEU-1K",
        ]
        | None
    ) = None
    """What BLEU counts as words, by sacreBLEU's name, here and as `val_bleu`; that of `data.target` unless given."""


class TranslationSettings(Settings):
    """A whole recipe."""

    task: Literal["translation"] = "translation"
    """What is trained: the first key of a recipe, before every section."""
    data: DataSettings
    subwords: SubwordSettings = SubwordSettings()
    model: ModelSettings = ModelSettings()
    training: TrainingSettings = TrainingSettings()
    decoding: DecodingSettings = DecodingSettings()
    evaluation: EvaluationSettings = EvaluationSettings()

    @model_validator(mode="after")
    def _consistent(self) -> "TranslationSettings":
        if self.decoding.beam > self.subwords.size:
            raise ValueError(
                f"decoding.beam {self.decoding.beam} is more than subwords.size {self.subwords.size}; 4 is usual"
            )
        return self
