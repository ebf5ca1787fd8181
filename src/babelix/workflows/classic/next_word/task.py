"""The next word as the loop sees it: pieces of streams, loss, perplexity; and -log p of every word of a text."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from babelix.base.errors import RequestError
from babelix.classic.next_word.nets import NextWord
from babelix.classic.next_word.vocabulary import Ids
from babelix.training.loss import smoothed_cross_entropy
from babelix.training.plan import Loss
from babelix.training.precision import products_in

# Words scored together: a recurrent net reads one stream, the others as many pieces side by side.
_PIECE = 512
# Streams that the text held out is cut into while training; at the end it is read as one.
_STREAMS = 20


@dataclass(frozen=True)
class Piece:
    """Words [batch, time], and the words that follow each; `first` of an epoch, which forgets what came before."""

    words: Tensor
    following: Tensor
    first: bool


class NextWordTask:
    """A text trained on, cut into `batch` streams read side by side in pieces of `length` words; one held out."""

    def __init__(
        self, train: Ids, val: Ids, *, batch: int, length: int, device: torch.device, precision: torch.dtype
    ) -> None:
        each = (len(train) - 1) // batch
        if not each:  # an epoch would have no update
            raise RequestError(
                f"`batch` {batch:,}: a text of {len(train):,} words trained on has fewer than that; "
                "give fewer",
                setting="batch",
            )
        # As the streams begin with an end of sentence, the first word of the text is predicted too.
        self._read = torch.from_numpy(train[: each * batch].reshape(batch, each).astype(np.int64))
        self._next = torch.from_numpy(train[1 : each * batch + 1].reshape(batch, each).astype(np.int64))
        self._val, self._length = val, length
        self._device, self._precision = device, precision

    @property
    def pieces(self) -> int:
        """Pieces of an epoch."""
        return math.ceil(self._read.shape[1] / self._length)

    def batches(self, epoch: int, first: int) -> Iterator[Piece]:
        """Yield the pieces from number `first` on: the same every epoch, for their order is the text's."""
        for number in range(first, self.pieces):
            part = slice(number * self._length, (number + 1) * self._length)
            yield Piece(
                self._read[:, part].to(self._device), self._next[:, part].to(self._device), number == 0
            )

    def loss(self, model: nn.Module, batch: Piece) -> Loss:
        """Return the sum of -log p of the words that follow."""
        assert isinstance(model, NextWord)
        assert model.carried is not None
        if batch.first:
            model.carried.copy_(model.begin(len(batch.words)))
        h, state = model(batch.words, model.carried.clone())  # which the backward pass still reads
        model.carried.copy_(state)
        total, negative = smoothed_cross_entropy(
            h.flatten(0, 1), model.E, batch.following.flatten(), smoothing=0.0, b=model.bias
        )
        return Loss(total, negative.detach(), batch.following.numel())

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return mean loss and perplexity of the text held out, read by recurrent nets as several streams."""
        loss = float(score(model, self._val, self._precision, streams=_STREAMS).mean())
        return {"val_loss": loss, "val_perplexity": math.exp(loss)}

    def samples(self, model: nn.Module) -> list[dict[str, str]]:
        """Return nothing: what it would write says less than the perplexity."""
        return []


@torch.no_grad()
def score(
    model: Any, ids: Ids, precision: torch.dtype = torch.float32, streams: int = 1
) -> NDArray[np.float32]:
    """Return -log p of every word of a stream [n], the first after an end of sentence; the model is evaluating.

    Nothing is forgotten between pieces: a recurrent net reads the stream as one, unless it is cut into several
    `streams`, which takes less time; window nets see their whole window, and a Transformer reads as it was trained.
    """
    device = model.embedding.weight.device
    stream = torch.from_numpy(np.concatenate([[0], ids]).astype(np.int64))
    words, following = stream[:-1], stream[1:]
    if model.shape.kind == "transformer":
        return _score_windows(model, words, following, precision)
    streams = max(1, min(streams, len(words) // _PIECE))
    each = math.ceil(len(words) / streams)
    padding = words.new_zeros(streams * each - len(words))
    read = torch.cat([words, padding]).view(streams, each).to(device)
    asked = torch.cat([following, padding]).view(streams, each).to(device)
    state, found = model.begin(streams), []
    for start in range(0, each, _PIECE):
        part = slice(start, start + _PIECE)
        with products_in(precision, device):
            h, state = model(read[:, part], state)
            found.append(_negative(model, h, asked[:, part]))
    return np.asarray(torch.cat(found, 1).flatten()[: len(words)].cpu().numpy())


def _score_windows(
    model: NextWord, words: Tensor, following: Tensor, precision: torch.dtype
) -> NDArray[np.float32]:
    """Score pieces as long as the window, with a window of words before each, many side by side."""
    window, device = model.shape.window, model.embedding.weight.device
    rows = math.ceil(len(words) / window)
    padding = words.new_zeros(rows * window - len(words))
    read = torch.cat([words.new_zeros(window - 1), words, padding]).unfold(0, 2 * window - 1, window)
    asked = torch.cat([following, padding]).view(rows, window)
    found = []
    many = max(1, _PIECE * 4 // window)
    for start in range(0, rows, many):
        part = read[start : start + many].to(device)
        with products_in(precision, device):
            h, _ = model(part[:, window - 1 :], part[:, : window - 1])
            found.append(_negative(model, h, asked[start : start + many].to(device)).flatten())
    return np.asarray(torch.cat(found)[: len(words)].cpu().numpy())


def _negative(model: NextWord, h: Tensor, following: Tensor) -> Tensor:
    """Return -log p of the words that follow, [batch, time]."""
    p = model.log_probabilities(h.flatten(0, 1))
    return -p.gather(1, following.reshape(-1, 1)).view_as(following)


def next_words(model: NextWord, context: Sequence[int]) -> NDArray[np.float64]:
    """Return the probability of every word after a context, which begins with the end of a sentence."""
    ids = torch.tensor([list(context)], device=model.embedding.weight.device)
    with torch.no_grad():
        if model.shape.kind == "transformer":
            ids = ids[:, -2 * model.shape.window + 1 :]
        h, _ = model(ids, model.begin(1))
        return np.asarray(model.log_probabilities(h[0, -1:])[0].double().exp().cpu().numpy())
