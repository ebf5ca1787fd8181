"""Teaching a translator's encoder what words are like, by vectors, while it learns to translate."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Float32
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.base.ranks import Rank
from babelix.text import Batch, Subwords
from babelix.text.vectors import WordVectors
from babelix.text.vectors.taught import TaughtWords, WordLists
from babelix.training.ranks.alone import Ranks
from babelix.training.tensors import load_tensors, save_tensors
from babelix.transformer import Transformer
from babelix.transformer.word_vectors import Reading, fitted, word_states
from babelix.workflows.translation.run import READING

_FITTED_ON = 60  # batches of lists, some 30,000 words


@dataclass(frozen=True)
class TaughtBatch(Batch):
    """A batch of pairs and the words taught beside it."""

    words: TaughtWords


@dataclass(frozen=True)
class Teacher:
    """Words with vectors [words, size], and how a layer's states are read: what one batch's words add to its loss."""

    lists: WordLists
    vectors: Float[Tensor, "words size"]
    reading: Reading
    layer: int
    weight: float

    def beside(self, batch: Batch, epoch: int, number: int, rank: Rank) -> TaughtBatch:
        """Return a batch with the words that it teaches."""
        words = self.lists.taught(batch.source, epoch, number, rank)
        return TaughtBatch(batch.source, batch.target_in, batch.target_out, words)

    def loss(self, model: Transformer, states: list[Tensor], words: TaughtWords) -> Float[Tensor, ""]:
        """Return the weighed errors of a batch's words; `states` are what each layer made of its sources."""
        of_source = states[self.layer - 1]
        device = of_source.device
        of_lists = model.encode_below(torch.from_numpy(words.lists).to(device), self.layer)
        reading = Reading(self.reading.R.to(device), self.reading.b.to(device))
        vectors, total = self.vectors.to(device), of_source.new_zeros(())
        for h, places in ((of_lists, words.in_lists), (of_source, words.in_source)):
            at = [torch.from_numpy(each).to(device) for each in (places.rows, places.starts, places.ends)]
            taught = vectors[torch.from_numpy(places.words).to(device)]
            total = total + reading.errors(word_states(h, *at), taught).sum()
        return self.weight * total


def teacher(
    vectors: WordVectors,
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

    Raises `RequestError` where the encoder has no such layer, or a run that goes on has another one.
    """
    if layer > len(model.encoder):
        raise RequestError(
            f"training.word_vectors_layer is {layer}; this encoder has {len(model.encoder)} layers"
        )
    lists, values = WordLists(vectors, subwords, seed), torch.from_numpy(standardised(vectors.vectors))
    path = folder / READING
    if ranks.rank.first and not path.exists():
        found = _read_off(model, lists, values, layer)
        save_tensors(path, {"R": found.R.cpu(), "b": found.b.cpu()}, {"layer": layer})
    ranks.wait()
    kept, state = load_tensors(path)
    if state["layer"] != layer:
        raise RequestError(
            f"training.word_vectors_layer is {layer}, and {folder} was begun with layer {state['layer']}; a run goes "
            "on with its own"
        )
    device = model.E.weight.device
    reading = Reading(kept["R"].to(device), kept["b"].to(device))
    return Teacher(lists, values.to(device), reading, layer, weight)


def standardised(vectors: Float32[np.ndarray, "words size"]) -> Float32[np.ndarray, "words size"]:
    """Return vectors of length 1, less their mean, by their standard deviation: rare words are short, and are words."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = vectors / np.where(lengths == 0, 1, lengths)
    units = units - units.mean(0)
    return np.asarray(units / (units.std() or 1), np.float32)


def _read_off(model: Transformer, lists: WordLists, vectors: Tensor, layer: int) -> Reading:
    device, training = model.E.weight.device, model.training
    model.eval()
    H, V = [], []
    with torch.no_grad():
        for number in range(_FITTED_ON):
            ids = lists.drawn(-1, number)
            places = lists.places(ids)
            h = model.encode_below(torch.from_numpy(ids).to(device), layer)
            at = [torch.from_numpy(each).to(device) for each in (places.rows, places.starts, places.ends)]
            H.append(word_states(h, *at).float())
            V.append(vectors[torch.from_numpy(places.words)].to(device))
    model.train(training)
    return fitted(torch.cat(H), torch.cat(V))
