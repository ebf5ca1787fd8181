"""Teaching a translator's encoder what words are like, by vectors, while it learns to translate."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Float32
from torch import Tensor

from babelix.base.counts import several
from babelix.base.errors import RequestError
from babelix.base.ranks import Rank
from babelix.text import Batch, Subwords
from babelix.text.vectors import WordVectors
from babelix.text.vectors.taught import Places, TaughtWords, WordLists
from babelix.training.ranks.alone import Ranks
from babelix.training.tensors import check_tensors, load_tensors, save_tensors
from babelix.transformer import Transformer
from babelix.transformer.word_vectors import Reading, fitted
from babelix.workflows.runs.folder import PROVENANCE
from babelix.workflows.translation.run import READING

LAYER, WEIGHT = 2, 6.0
"""Unless a recipe says otherwise."""
ToTensor = Callable[[np.ndarray], Tensor]
_FITTED_ON = 30  # batches of lists, some 30,000 words


@dataclass(frozen=True)
class TaughtBatch(Batch):
    """A batch of pairs and the words taught beside it."""

    words: TaughtWords


@dataclass(frozen=True)
class Teacher:
    """Words with vectors [words, size], and how a layer's states are read: what a batch's words add to its loss."""

    lists: WordLists
    vectors: Float[Tensor, "words size"]
    reading: Reading
    layer: int
    weight: float

    def beside(self, batch: Batch, epoch: int, number: int, rank: Rank) -> TaughtBatch:
        """Return a batch with the words that it teaches; `rank`: this process among those with a part of it."""
        words = self.lists.beside(batch.source, epoch, number, rank)
        return TaughtBatch(batch.source, batch.target_in, batch.target_out, words)

    def loss(
        self, model: Transformer, states: list[Tensor], words: TaughtWords, tensor: ToTensor
    ) -> Float[Tensor, ""]:
        """Return the weighed errors of a batch's words.

        `states` are what each layer made of its sources, of which there may be more below them; `tensor` brings arrays
        to where the model is.
        """
        of_source = states[self.layer - 1]
        sides = [(of_source, words.in_source)]
        if len(words.lists):
            sides.append((model.encode_below(tensor(words.lists), self.layer), words.in_lists))
        device = of_source.device
        reading = Reading(self.reading.R.to(device), self.reading.b.to(device))
        vectors, total = self.vectors.to(device), of_source.new_zeros(())
        for h, places in sides:
            errors = reading.errors(_states_at(h, places, tensor), vectors[tensor(places.words)])
            total = total + (tensor(places.shares) * errors).sum()
        return self.weight * total


def teacher(
    given: WordVectors,
    subwords: Subwords,
    model: Transformer,
    folder: Path,
    ranks: Ranks,
    *,
    layer: int,
    weight: float,
    seed: int,
) -> Teacher:
    """Return the teacher of a run; how its vectors are read is found once, and kept in the run folder.

    Raises `RequestError` where the encoder has no such layer, and as `WordLists`.
    """
    if layer > len(model.encoder):
        layers = several(len(model.encoder), "layer")
        raise RequestError(
            f"training.word_vectors_layer is {layer}; this encoder has {layers}: give 1 to {len(model.encoder)}"
        )
    lists, vectors = WordLists(given.words, subwords, seed), torch.from_numpy(standardised(given.vectors))
    path, device = folder / READING, model.E.weight.device
    # Without a record of the data it is a killed run's, and the vectors may have changed since.
    if ranks.rank.first and not (path.exists() and (folder / PROVENANCE).exists()):
        found = _read_off(model, lists, vectors, layer)
        save_tensors(path, {"R": found.R.cpu(), "b": found.b.cpu()})
    ranks.wait()
    kept, _ = load_tensors(path)
    width = model.E.weight.shape[1]
    check_tensors(kept, {"R": torch.empty(width, vectors.shape[1]), "b": torch.empty(width)}, str(path))
    reading = Reading(kept["R"].to(device), kept["b"].to(device))
    return Teacher(lists, vectors.to(device), reading, layer, weight)


def standardised(vectors: Float32[np.ndarray, "words size"]) -> Float32[np.ndarray, "words size"]:
    """Return vectors of length 1, less their mean, by their standard deviation: rare words are short, and are words."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = vectors / np.where(lengths == 0, 1, lengths)
    units = units - units.mean(0)
    return np.asarray(units / (units.std() or 1), np.float32)


def _states_at(h: Tensor, places: Places, tensor: ToTensor) -> Float[Tensor, "subwords d_model"]:
    return h[tensor(places.rows), tensor(places.at)]


def _read_off(model: Transformer, lists: WordLists, vectors: Tensor, layer: int) -> Reading:
    def tensor(values: np.ndarray) -> Tensor:
        return torch.from_numpy(values).to(model.E.weight.device)

    training, H, V = model.training, list[Tensor](), list[Tensor]()
    model.eval()
    with torch.no_grad():
        for number in range(_FITTED_ON):
            ids = lists.drawn(-1, number)
            places = lists.places(ids)
            H.append(_states_at(model.encode_below(tensor(ids), layer), places, tensor))
            V.append(vectors[places.words].to(model.E.weight.device))
    model.train(training)
    return fitted(torch.cat(H), torch.cat(V))
