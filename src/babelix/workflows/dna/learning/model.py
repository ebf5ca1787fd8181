"""A model of tracks that was trained here, of a run or shipped: loaded as a sequence model."""

from pathlib import Path

from babelix.enformer.model import Enformer
from babelix.enformer.predictor import EnformerTracks
from babelix.training.device import best_device
from babelix.training.tensors import Undrawn, load_weights
from babelix.workflows.dna.learning.build import as_tracks, build_model
from babelix.workflows.dna.learning.described import read_described
from babelix.workflows.dna.learning.settings import TracksSettings
from babelix.workflows.runs.folder import read_settings
from babelix.workflows.runs.weights import read_weights


def load_network(folder: Path) -> Enformer:
    """Return the network of a run: its final weights, else its best, else its last. Raises `RequestError`."""
    settings = read_settings(folder, TracksSettings)
    targets, _ = read_described(folder)
    weights, path = read_weights(folder)
    with Undrawn():
        model = build_model(settings.model, len(targets))
    load_weights(model, weights, str(path))
    return model.eval().requires_grad_(False)


def load_model(folder: Path) -> EnformerTracks:
    """Return the sequence model of a run or of a shipped model, on the device asked for. Raises `RequestError`."""
    settings = read_settings(folder, TracksSettings)
    model = load_network(folder).to(best_device())
    targets, assembly = read_described(folder)
    return as_tracks(model, settings.model, folder.name, [target.track for target in targets], assembly)
