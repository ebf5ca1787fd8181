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
from babelix.workflows.runs.folder import read_provenance, read_settings, weights_file
from babelix.workflows.runs.sizes import resolve_size
from babelix.workflows.translation.engines.held import Held
from babelix.workflows.translation.settings import ModelSettings, TranslationSettings

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
    return (SUBWORDS,) if settings.data.word_vectors is None else (SUBWORDS, READING)


@dataclass(frozen=True)
class Run:
    """A trained model with all it needs. Its network is made when it is first asked for."""

    name: str
    settings: TranslationSettings
    subwords: Subwords
    held: Held
    provenance: dict[str, Any]
    weights: Path

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
    held = _held(folder, found, settings.model, len(subwords))
    return Run(folder.name, settings, subwords, held, read_provenance(folder), found)


def _held(folder: Path, file: Path, settings: ModelSettings, vocabulary: int) -> Held:
    """Return the network whose weights are in a file, which is read and held against what a network would have."""
    is_transformer = settings.kind == "transformer"
    stored = read_stored(file, "model." if file.name == LAST else "") if is_transformer else None
    if stored is None:
        from babelix.workflows.translation.network import read_network

        return Held.of(read_network(settings, vocabulary, folder))
    size = resolve_size(settings)
    expected = shapes(size, vocabulary, pre_norm=settings.pre_norm)
    check_shapes({name: each.shape for name, each in stored.items()}, expected, str(file))
    return Held(partial(_made, settings, vocabulary, stored, str(file)), Named(size.heads, stored))


def _made(settings: ModelSettings, vocabulary: int, stored: dict[str, Weight], origin: str) -> "Network":
    from babelix.workflows.translation.network import network_of

    return network_of(settings, vocabulary, stored, origin)
