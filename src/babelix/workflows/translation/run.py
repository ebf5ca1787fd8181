"""A translator's run: settings, subwords and weights together; what training leaves and every other task reads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babelix.text import Subwords
from babelix.training.tensors import Undrawn, load_weights
from babelix.transformer import Transformer
from babelix.workflows.runs.folder import read_provenance, read_settings
from babelix.workflows.runs.weights import read_weights
from babelix.workflows.translation.network import Network, as_transformer, build_network
from babelix.workflows.translation.settings import TranslationSettings

SUBWORDS = "subwords.json"
# Where a run records how long its training sentences were.
SOURCE_SUBWORDS = "source_subwords"

NEARLY_ALL = "99.9 %"


@dataclass(frozen=True)
class Run:
    """A trained model with all it needs."""

    name: str
    settings: TranslationSettings
    subwords: Subwords
    model: Network
    provenance: dict[str, Any]
    weights: Path

    @property
    def transformer(self) -> Transformer:
        """Return the model of a run whose model is a Transformer. Raises `RequestError` for a recurrent one."""
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
    weights, found = read_weights(folder)
    with Undrawn():
        model = build_network(settings.model, len(subwords))
    load_weights(model, weights, str(found))
    return Run(folder.name, settings, subwords, model.eval(), read_provenance(folder), found)
