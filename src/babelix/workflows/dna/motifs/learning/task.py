"""The motif task as the loop sees it: batches of sites, loss, accuracy."""

from collections.abc import Iterator, Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from babelix.base.seeds import generator
from babelix.training.plan import Loss
from babelix.workflows.dna.motifs.learning.data import Encoded


class SiteTask:
    """Sites trained on and held out."""

    def __init__(self, train: Encoded, val: Encoded, *, batch: int, seed: int, device: torch.device) -> None:
        self._train, self._val = train, val
        self._batch, self._seed, self._device = batch, seed, device

    def batches(self, epoch: int, first: int) -> Iterator[Encoded]:
        """Yield an epoch's batches from number `first` on, in an order of the epoch's own."""
        order = generator(self._seed, "order", epoch).permutation(len(self._train))
        for start in range(first * self._batch, len(order), self._batch):
            yield self._train.take(order[start : start + self._batch])

    def loss(self, model: nn.Module, batch: Encoded) -> Loss:
        """Return the sum of -log p of the sites' factors."""
        logits = model(torch.from_numpy(batch.sites).to(self._device)).float()
        labels = torch.from_numpy(batch.labels).to(self._device)
        total = functional.cross_entropy(logits, labels, reduction="sum")
        return Loss(total, total.detach(), len(batch))

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return mean loss and accuracy on the sites held out."""
        logits = predicted(model, self._val)
        labels = torch.from_numpy(self._val.labels)
        loss = float(functional.cross_entropy(logits, labels))
        return {"val_loss": loss, "val_accuracy": float((logits.argmax(1) == labels).float().mean())}

    def samples(self, model: nn.Module) -> list[dict[str, str]]:
        """Return nothing: there are no words to show."""
        return []


@torch.no_grad()
def predicted(model: nn.Module, sites: Encoded) -> Tensor:
    """Return the logits of sites (sites, factors), on the CPU."""
    found: Tensor = model(torch.from_numpy(np.ascontiguousarray(sites.sites)).to(next(model.parameters())))
    return found.float().cpu()
