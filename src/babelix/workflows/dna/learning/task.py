"""Tracks as the loop sees them: batches of windows, the loss, how well contigs held out are predicted."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from babelix.base.errors import RequestError
from babelix.enformer.model import Enformer
from babelix.genome.contigs import Genome
from babelix.genome.region import Region
from babelix.tracks.learning.examples import Examples, Moves, stacked
from babelix.tracks.learning.fit import Fit, fit
from babelix.tracks.learning.targets import Target, Values
from babelix.tracks.model import SequenceModel
from babelix.tracks.predict import predict
from babelix.tracks.windows import windows_on_grid
from babelix.training.plan import Loss
from babelix.workflows.dna.learning.build import HEAD, as_tracks, loss_of
from babelix.workflows.dna.learning.data import Learned
from babelix.workflows.dna.learning.settings import TracksSettings


@dataclass(frozen=True)
class Batch:
    """Windows: one-hot bases (batch, window, 4) and targets (batch, bins, tracks), NaN where unknown."""

    one_hot: Tensor
    targets: Tensor


class TracksTask:
    """The windows learned from, and the contigs that choose the checkpoint."""

    def __init__(
        self, learned: Learned, examples: Examples, settings: TracksSettings, device: torch.device
    ) -> None:
        self._learned, self._examples, self._settings, self._device = learned, examples, settings, device
        own = settings.training
        self._moves = Moves(own.shift, own.strands)
        self._loss = loss_of(own)
        self._weights = torch.tensor([target.weight for target in learned.targets], device=device)
        _refuse_metric(own.metric, learned, examples.geometry.bin)

    def batches(self, epoch: int, first: int) -> Iterator[Batch]:
        """Yield the batches of an epoch from number `first` on; the last may be smaller."""
        own = self._settings.training
        places = self._examples.places(own.seed, epoch)
        for begin in range(first * own.batch, len(places), own.batch):
            drawn = [
                self._examples.drawn(own.seed, epoch, number, place, self._moves)
                for number, place in enumerate(places[begin : begin + own.batch], start=begin)
            ]
            yield Batch(
                torch.from_numpy(np.stack([each.one_hot for each in drawn])).to(self._device),
                torch.from_numpy(np.stack([each.targets for each in drawn])).to(self._device),
            )

    def loss(self, model: nn.Module, batch: Batch) -> Loss:
        """Return the loss of the tracks, each times its weight, over the values that are known."""
        if self._settings.training.norm == "frozen":
            freeze(model)
        found = self._loss(model(batch.one_hot)[HEAD].float(), batch.targets)
        return Loss((found * self._weights).sum(), found.sum().detach(), int((~batch.targets.isnan()).sum()))

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return the loss and the mean fit of the contigs that choose the checkpoint."""
        assert isinstance(model, Enformer)
        learned = self._learned
        tracks = [target.track for target in learned.targets]
        # The fast tower lays weights out anew in memory, which an optimiser that goes on with them would not survive.
        as_model = as_tracks(deepcopy(model), self._settings.model, "trained", tracks, None)
        total, count, found, known = 0.0, 0, [], []
        for region in learned.val:
            predicted = predicted_on(as_model, learned.genome, region, self._device)
            target = self._examples_of(region)
            loss = self._loss(torch.from_numpy(predicted)[None], torch.from_numpy(target)[None])
            total += float((loss * self._weights.cpu()).sum())
            count += int((~np.isnan(target)).sum())
            found.append(predicted)
            known.append(target)
        fits = fits_of(learned.targets, np.concatenate(found), np.concatenate(known))
        return {"val_loss": total / count, **means(learned.targets, fits)}

    def samples(self, model: nn.Module) -> list[dict[str, str]]:
        """Return nothing: the figures say it."""
        return []

    def _examples_of(self, region: Region) -> Values:
        bins = len(region) // self._examples.geometry.bin
        return stacked(self._learned.values, region.chrom, bins)


def freeze(model: nn.Module) -> None:
    """Let batch norms use the statistics that they have, and keep them."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            module.eval()


def predicted_on(
    model: SequenceModel, genome: Genome, region: Region, device: torch.device
) -> NDArray[np.float32]:
    """Return what a model predicts for the whole bins of a contig (bins, tracks)."""
    bins = len(region) // model.geometry.bin
    whole = [Region(region.chrom, 0, bins * model.geometry.bin)]
    windows = windows_on_grid(whole, model.geometry)
    chosen = range(len(model.tracks))
    return np.concatenate(
        [each.values for each in predict(model, genome, windows, model.geometry, chosen, device)]
    )


def fits_of(targets: Sequence[Target], predicted: Values, known: Values) -> list[Fit]:
    """Return how well each track is predicted (bins, tracks)."""
    return [fit(predicted[:, column], known[:, column]) for column in range(len(targets))]


def _refuse_metric(metric: str, learned: Learned, bin: int) -> None:
    """Raise `RequestError` where the contigs that choose the checkpoint cannot have the figure that shall."""
    known = np.concatenate([stacked(learned.values, each.chrom, len(each) // bin) for each in learned.val])
    chosen = ", ".join(each.chrom for each in learned.val)
    if np.isnan(known).all():
        raise RequestError(
            f"no track has a known bin on {chosen}; hold out a contig for data.val that has some"
        )
    # What is foretold without a fault has every figure that there can be.
    if metric != "val_loss" and metric not in means(learned.targets, fits_of(learned.targets, known, known)):
        raise RequestError(
            f"training.metric {metric}: no track of counts differs over {chosen}; choose val_loss, or another data.val"
        )


def means(targets: Sequence[Target], fits: Sequence[Fit]) -> dict[str, float]:
    """Return the mean Pearson correlation of counts, and the mean average precision of peaks where there are some."""
    pearson = [each.pearson for each in fits if each.precision is None and np.isfinite(each.pearson)]
    precision = [each.precision for each in fits if each.precision is not None]
    found = {}
    if pearson:
        found["val_pearson"] = float(np.mean(pearson))
    if precision:
        found["val_precision"] = float(np.mean(precision))
    return found
