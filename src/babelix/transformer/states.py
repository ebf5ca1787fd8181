"""What a translator's encoder makes of sentences, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from babelix.base.errors import RequestError
from babelix.text import END, Subwords
from babelix.text.batches import pad
from babelix.transformer import Transformer

_BATCH = 64


@dataclass(frozen=True)
class WordStates:
    """A sentence in words as the model reads it, and of each the mean over its subwords.

    `states` [words, d_model] are the encoder's output, `embeddings` [words, d_model] the rows of E, which know no
    neighbours and no place.
    """

    words: tuple[str, ...]
    states: NDArray[np.float32]
    embeddings: NDArray[np.float32]


def encoder_states(
    model: Transformer, subwords: Subwords, texts: Sequence[str], longest: int
) -> Iterator[WordStates]:
    """Return the states of each sentence, normalised before, in their order; a sentence is read with its end token.

    Raises `RequestError` naming one without subwords, or with `longest` or more.
    """
    for number, row in enumerate(subwords.encode(texts), start=1):
        if not 0 < len(row) < longest:
            raise RequestError(
                f"sentence {number} has {len(row)} subwords; expected 1 to {longest - 1}, as this model was trained on"
            )
    return _read(model, subwords, texts)


def _read(model: Transformer, subwords: Subwords, texts: Sequence[str]) -> Iterator[WordStates]:
    device = model.E.weight.device
    for first in range(0, len(texts), _BATCH):
        rows, numbers = subwords.encode_words(texts[first : first + _BATCH])
        source = torch.from_numpy(pad([[*row, END] for row in rows])).to(device)
        with torch.no_grad():
            memory, _ = model.encode(source)
            given = model.E(source)
        for at, (row, of_word) in enumerate(zip(rows, numbers, strict=True)):
            starts = [i for i in range(len(row)) if i == 0 or of_word[i] != of_word[i - 1]]
            ends = [*starts[1:], len(row)]
            words = tuple(subwords.decode(row[i:j]).strip() for i, j in zip(starts, ends, strict=True))
            yield WordStates(words, _means(memory[at], starts, len(row)), _means(given[at], starts, len(row)))


def _means(values: Tensor, starts: Sequence[int], length: int) -> NDArray[np.float32]:
    counts = np.diff([*starts, length])
    sums = np.add.reduceat(values[:length].float().cpu().numpy(), starts, axis=0)
    return np.asarray(sums / counts[:, None], np.float32)
