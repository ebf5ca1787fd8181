"""A translator's run: settings, subwords and weights together; what training leaves and every other task reads."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babelix.text import Subwords
from babelix.training.log import LAST
from babelix.training.stored import Weight, check_shapes, read_stored
from babelix.transformer.compiled.named import Named
from babelix.transformer.parameters import shapes
from babelix.transformer.words import Words
from babelix.workflows.runs.folder import read_provenance, read_settings, weights_file
from babelix.workflows.runs.sizes import resolve_size
from babelix.workflows.translation.engines.held import Held
from babelix.workflows.translation.settings import ModelSettings, TranslationSettings
from babelix.workflows.translation.teaching.words import WORDS, read_words

if TYPE_CHECKING:
    from babelix.transformer import Transformer
    from babelix.workflows.translation.network import Network

SUBWORDS = "subwords.json"
# How the vectors of `data.word_vectors` are read off an encoder's states.
READING = "word-vectors.safetensors"
# Where a run records how long its training sentences were.
SOURCE_SUBWORDS = "source_subwords"

NEARLY_ALL = "99.9 %"


def own_files(settings: TranslationSettings) -> tuple[str, ...]:
    """Return the files that a translator's run needs to go on, beside those of every run."""
    read, taught = settings.model.word_vectors, is_taught(settings)
    return (SUBWORDS, *((WORDS,) if read else ()), *((READING,) if taught else ()))


def is_taught(settings: TranslationSettings) -> bool:
    """Tell whether vectors of words are taught: where none are read, or how much they count is given."""
    weight = settings.training.word_vectors_weight
    return settings.data.word_vectors is not None and (not settings.model.word_vectors or weight is not None)


@dataclass(frozen=True)
class Run:
    """A trained model with all it needs. Its network is made when it is first asked for."""

    name: str
    settings: TranslationSettings
    subwords: Subwords
    held: Held
    provenance: dict[str, Any]
    weights: Path
    words: Words | None = None

    @property
    def model(self) -> "Network":
        """The network."""
        return self.held.network

    @property
    def transformer(self) -> "Transformer":
        """Return the model of a run whose model is a Transformer. Raises `RequestError` for a recurrent one."""
        from babelix.workflows.translation.network import as_transformer

        return as_transformer(self.model, self.name)

    @property
    def usual(self) -> int | None:
        """Return the subwords that 99.9 % of the training sentences keep to; None where the run did not record it."""
        recorded = self.provenance.get(SOURCE_SUBWORDS)
        return int(recorded[NEARLY_ALL]) if isinstance(recorded, dict) and NEARLY_ALL in recorded else None


def load_run(folder: Path) -> Run:
    """Load the final weights of a run, else its best, else its last. Raises `RequestError` naming what is amiss."""
    settings = read_settings(folder, TranslationSettings)
    subwords = Subwords.load(folder / SUBWORDS)
    found = weights_file(folder)
    words = read_words(folder, subwords) if settings.model.word_vectors else None
    held = _held(folder, found, settings.model, len(subwords), words)
    return Run(folder.name, settings, subwords, held, read_provenance(folder), found, words)


def _held(folder: Path, file: Path, settings: ModelSettings, vocabulary: int, words: Words | None) -> Held:
    """Return the network whose weights are in a file, which is read and held against what a network would have."""
    is_transformer = settings.kind == "transformer"
    stored = read_stored(file, "model." if file.name == LAST else "") if is_transformer else None
    if stored is None:
        from babelix.workflows.translation.network import read_network

        return Held.of(read_network(settings, vocabulary, folder, words))
    size = resolve_size(settings)
    expected = shapes(size, vocabulary, pre_norm=settings.pre_norm, words=words)
    check_shapes({name: each.shape for name, each in stored.items()}, expected, str(file))
    numbers = None if words is None else words.numbers
    make = partial(_made, settings, vocabulary, stored, str(file), words)
    return Held(make, Named(size.heads, stored, numbers=numbers))


def _made(
    settings: ModelSettings,
    vocabulary: int,
    stored: dict[str, Weight],
    origin: str,
    words: Words | None,
) -> "Network":
    from babelix.workflows.translation.network import network_of

    return network_of(settings, vocabulary, stored, origin, words)
