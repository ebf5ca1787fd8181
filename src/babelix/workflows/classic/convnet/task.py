"""The net's task as the loop sees it: batches of pictures, loss, accuracy; and the rate's way up and down."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from babelix.base.seeds import generator
from babelix.classic.labelled import Labelled
from babelix.classic.variation import Variation
from babelix.training.plan import Loss
from babelix.training.precision import products_in

_EVALUATED = 500
_RISE = 0.2
_AS_THEY_ARE = Variation()


@dataclass(frozen=True)
class Reading:
    """How pictures are read: less `mean`, over `deviation`, of each channel's pixels of 0 to 1.

    They are brought to `side` pixels where it is given; those trained on are varied each time.
    """

    mean: Tensor
    deviation: Tensor
    side: int | None = None
    variation: Variation = _AS_THEY_ARE


class PictureTask:
    """Pictures trained on and held out, read as `reading` says."""

    def __init__(
        self,
        train: Labelled,
        val: Labelled,
        reading: Reading,
        *,
        batch: int,
        seed: int,
        device: torch.device,
        precision: torch.dtype,
    ) -> None:
        self._train, self._val, self._reading = train, val, reading
        self._batch, self._seed, self._device, self._precision = batch, seed, device, precision

    def batches(self, epoch: int, first: int) -> Iterator[Labelled]:
        """Yield an epoch's batches from number `first` on, in an order and with variations of the epoch's own."""
        order = generator(self._seed, "order", epoch).permutation(len(self._train)).astype(np.int64)
        for number, start in enumerate(range(first * self._batch, len(order), self._batch), start=first):
            batch = self._train.take(order[start : start + self._batch])
            rng = generator(self._seed, "variation", epoch, number)
            yield replace(batch, images=self._reading.variation(batch.images, rng))

    def loss(self, model: nn.Module, batch: Labelled) -> Loss:
        """Return the sum of -log p of the pictures' classes."""
        logits = model(self.pixels(batch.images))
        labels = torch.from_numpy(batch.labels).to(self._device)
        total = functional.cross_entropy(logits.float(), labels, reduction="sum")
        return Loss(total, total.detach(), len(batch))

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return mean loss and accuracy on the pictures held out."""
        negative, right = self.score(model, self._val)
        return {"val_loss": negative / len(self._val), "val_accuracy": right / len(self._val)}

    def samples(self, model: nn.Module) -> list[dict[str, str]]:
        """Return nothing: there are no words to show."""
        return []

    @torch.no_grad()
    def score(self, model: nn.Module, pictures: Labelled) -> tuple[float, int]:
        """Return the sum of -log p over pictures, and how many are told right."""
        negative, right = 0.0, 0
        for start in range(0, len(pictures), _EVALUATED):
            part = pictures.take(np.arange(start, min(start + _EVALUATED, len(pictures))))
            with products_in(self._precision, self._device):
                logits = model(self.pixels(part.images)).float()
            labels = torch.from_numpy(part.labels).to(self._device)
            negative += float(functional.cross_entropy(logits, labels, reduction="sum"))
            right += int((logits.argmax(1) == labels).sum())
        return negative, right

    def pixels(self, images: np.ndarray) -> Tensor:
        """Return bytes [n, channels, side, side] as the net reads them."""
        mean, deviation, side = self._reading.mean, self._reading.deviation, self._reading.side
        found: Tensor = torch.from_numpy(np.ascontiguousarray(images)).to(self._device).float() / 255
        found = (found - mean[:, None, None].to(found)) / deviation[:, None, None].to(found)
        if side is not None and side != found.shape[-1]:
            found = functional.interpolate(found, size=(side, side), mode="bilinear", antialias=True)
        return found


def cycle(step: int, *, steps: int, highest: float) -> float:
    """Return the rate of update `step` (from 1) of `steps`: up for a fifth of them, down along a cosine to zero."""
    rise = max(_RISE * steps, 1)
    if step <= rise:
        return highest * step / rise
    return highest * (1 + math.cos(math.pi * (step - rise) / max(steps - rise, 1))) / 2
