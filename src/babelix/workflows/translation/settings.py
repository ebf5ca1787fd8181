"""What a translation recipe may say: every setting with a sentence, a unit and a default that names its source."""

from typing import Literal

from pydantic import Field, PositiveFloat, model_validator

from babelix.base.settings import Settings
from babelix.workflows.runs.settings import LoopSettings, NetworkSettings, SubwordSettings, changing

_LEAST = 0.001
"""Of a word's weight; the most is its inverse."""


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
    word_vectors: str | None = None
    """Vectors of source words, a file in word2vec's text format by the recipe: to read, or to teach `model.start`."""
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


class ModelSettings(NetworkSettings):
    """The network: a named size, any number of it overridden, or that of a trained model."""

    kind: Literal["transformer", "gru", "gru-attention"] = "transformer"
    """What came before: a GRU that reads both ways and one that writes, `d_ff` wide, without or with attention."""
    encoder_layers: int | None = Field(None, gt=0)
    """Layers of the encoder; beside `start` more than it has, added as layers that change nothing at first."""
    word_vectors: bool = False
    """The encoder reads `data.word_vectors` beside its embeddings, which changes nothing at first."""

    @model_validator(mode="after")
    def _recurrent(self) -> "ModelSettings":
        if self.kind == "transformer":
            return self
        for name in ("heads", "encoder_layers", "decoder_layers", "start"):
            if getattr(self, name) is not None:
                raise ValueError(f"model.{name} is of a Transformer; leave it out beside kind {self.kind!r}")
        if self.word_vectors:
            raise ValueError(
                f"model.word_vectors is of a Transformer; leave it out beside kind {self.kind!r}"
            )
        if self.pre_norm:
            raise ValueError(f"model.pre_norm is of a Transformer; leave it out beside kind {self.kind!r}")
        return self


class TrainingSettings(LoopSettings):
    """The loop."""

    metric: Literal["val_loss", "val_bleu"] = "val_loss"
    """Which figure chooses the best checkpoint and ends training early."""
    bleu_sentences: int = Field(0, ge=0)
    """Validation sentences of the first corpus that has some, translated greedily at each evaluation; 0 is none."""
    samples: int = Field(3, ge=0)
    """Validation sentences, drawn by the seed, shown with their greedy translation at each evaluation."""
    word_weights: dict[str, PositiveFloat] = {}
    """Target words whose errors count so many times (`{elle = 8, il = 8}`), where they are one subword; others once."""
    word_vectors_weight: float | None = Field(None, gt=0)
    """Times a word's squared error counts beside a target token, 6 unless given; 1,024 a batch and its sentences'."""
    word_vectors_layer: int | None = Field(None, gt=0)
    """The layer of the encoder that is to hold them, 2 unless given; those above can then use what they say."""
    word_vectors_alone: float = Field(0.0, ge=0, lt=1)
    """Share of the words whose vectors are read that lose their own embedding, so that vectors count (0.3 is usual)."""
    only: list[str] = []
    """Weights that learn, as their names begin (`words`, `encoder.5`), all others standing still; all unless given."""
    tensorboard: bool = False
    """Also write TensorBoard events (needs the `tensorboard` extra)."""

    @model_validator(mode="after")
    def _scored(self) -> "TrainingSettings":
        if self.metric == "val_bleu" and not self.bleu_sentences:
            raise ValueError("metric = 'val_bleu' needs bleu_sentences above 0")
        return self

    @model_validator(mode="after")
    def _weighed(self) -> "TrainingSettings":
        read: dict[str, str] = {}
        for word, weight in self.word_weights.items():
            if not word.strip():
                raise ValueError(
                    "word_weights has a word without a letter; give words of the target language"
                )
            if not _LEAST <= weight <= 1 / _LEAST:
                raise ValueError(f"word_weights: {word!r} has {weight:g}; give {_LEAST:g} to {1 / _LEAST:g}")
            if (other := read.setdefault(word.casefold(), word)) != word:
                raise ValueError(f"word_weights has {other!r} and {word!r}, which is one word; give it once")
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


CHANGING = tuple(
    name
    for name in changing(TrainingSettings, DecodingSettings)
    if name != "training.word_vectors_layer"  # how that layer is read is found once
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
    def _taught(self) -> "TranslationSettings":
        if self.data.word_vectors is None:
            for name in ("word_vectors_weight", "word_vectors_layer"):
                if getattr(self.training, name) is not None:
                    raise ValueError(f"training.{name} says nothing without data.word_vectors")
        elif self.model.start is None and not self.model.word_vectors:
            raise ValueError(
                "data.word_vectors goes with model.start, since vectors are read off what a trained encoder makes of "
                "words, or with model.word_vectors, which reads them into it"
            )
        return self

    @model_validator(mode="after")
    def _consistent(self) -> "TranslationSettings":
        if self.decoding.beam > self.subwords.size:
            raise ValueError(
                f"decoding.beam {self.decoding.beam} is more than subwords.size {self.subwords.size}; 4 is usual"
            )
        return self
