"""A parser's run: settings, subwords, symbols and weights together; what training leaves and every task reads."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babelix.text import Subwords
from babelix.training.tensors import Undrawn, load_weights
from babelix.transformer import Transformer
from babelix.trees.symbols import Symbols
from babelix.workflows.parsing.encoded import vocabulary
from babelix.workflows.parsing.settings import ParsingSettings
from babelix.workflows.runs.build import build_model
from babelix.workflows.runs.folder import read_provenance, read_settings
from babelix.workflows.runs.weights import read_weights

SUBWORDS, SYMBOLS = "subwords.json", "symbols.json"


@dataclass(frozen=True)
class Run:
    """A trained parser with all it needs."""

    name: str
    settings: ParsingSettings
    subwords: Subwords
    symbols: Symbols
    model: Transformer
    provenance: dict[str, Any]
    weights: Path


def load_run(folder: Path) -> Run:
    """Load the final weights of a run, else its best, else its last. Raises `RequestError` naming what is amiss."""
    settings = read_settings(folder, ParsingSettings)
    subwords, symbols = Subwords.load(folder / SUBWORDS), Symbols.load(folder / SYMBOLS)
    weights, found = read_weights(folder)
    with Undrawn():
        model = build_model(settings.model, vocabulary(subwords, symbols))
    load_weights(model, weights, str(found))
    return Run(folder.name, settings, subwords, symbols, model.eval(), read_provenance(folder), found)
