"""The translation task as the loop sees it: batches, loss, evaluation."""

import copy
import math
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from jaxtyping import Float32, Int
from torch import Tensor, nn

from babelix.base.ranks import Rank
from babelix.evaluation.bleu import bleu
from babelix.text import PADDING, Batch, Subwords, batches
from babelix.text.batches import drawn, make_batch
from babelix.text.bpe_dropout import BpeDropout
from babelix.text.ragged import Ragged
from babelix.text.splits import References
from babelix.training.forecast.memory import update_bytes
from babelix.training.loss import smoothed_cross_entropy
from babelix.training.plan import Loss, Plan
from babelix.training.precision import products_in
from babelix.training.r_drop import consistent_cross_entropy
from babelix.transformer import Transformer
from babelix.workflows.translation.encoded import Encoded
from babelix.workflows.translation.keep.wishes import NOTHING
from babelix.workflows.translation.network import Network
from babelix.workflows.translation.reader import Cutting
from babelix.workflows.translation.teaching.teacher import TaughtBatch, Teacher
from babelix.workflows.translation.translator import Translator

# Logits at a time: what stays in a processor's cache, what fills a GPU.
_LOSS_ROWS = {"cpu": 512, "cuda": 8192}
# exp of more is no number that JSON knows.
_LARGEST = 700.0


class TranslationTask:
    """Pairs for training and validation, with the numbers that shape batches and loss."""

    def __init__(
        self,
        train: Encoded,
        val: Mapping[str, Encoded],
        *,
        batch_tokens: int,
        seed: int,
        label_smoothing: float,
        device: torch.device,
        precision: torch.dtype,
        rank: Rank = Rank(),
        r_drop: float = 0.0,
        bpe_dropout: BpeDropout | None = None,
        word_weights: Float32[np.ndarray, " vocabulary"] | None = None,
        bleu_pairs: tuple[Subwords, References, str] | None = None,
        shown: tuple[Subwords, References] | None = None,
        teacher: Teacher | None = None,
    ) -> None:
        self._train, self._val = train, val
        self._batch_tokens, self._seed, self._smoothing = batch_tokens, seed, label_smoothing
        self._device, self._precision, self._rank = device, precision, rank
        self._r_drop, self._bpe_dropout, self._bleu = r_drop, bpe_dropout, bleu_pairs
        self._shown, self._teacher = shown, teacher
        self._word_weights = None if word_weights is None else torch.from_numpy(word_weights).to(device)
        self._loss_rows = _LOSS_ROWS.get(device.type, _LOSS_ROWS["cpu"])

    def batches(self, epoch: int, first: int) -> Iterator[Any]:
        """Yield this process's part of an epoch's batches from number `first` on, None of one too small to have it."""
        pairs, _, order = self._cut(epoch)
        for number, whole in enumerate(order[first:], start=first):
            places = self._rank.part(whole)
            yield self._batch(pairs[places], places, epoch, number, len(whole)) if len(places) else None

    def _cut(self, epoch: int) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray], list[np.ndarray]]:
        """Return an epoch's pairs, the lengths of their sides, and the places of each batch among them."""
        train = self._train
        pairs = drawn(train.weights, seed=self._seed, epoch=epoch)
        lengths = (train.source.lengths[pairs] + 1, train.target.lengths[pairs] + 1)
        order = batches(*lengths, tokens=self._batch_tokens, seed=self._seed, epoch=epoch)
        return pairs, lengths, order

    def largest(self) -> list[Batch]:
        """Return this process's parts of two batches of the first epoch: the most tokens, and the most pairs of them.

        The one or the other takes the most memory, by what is kept of a token or of each that it attends to.
        """
        (pairs, lengths, order), rank = self._cut(0), self._rank
        sizes = [(len(places), *(int(each[places].max()) for each in lengths)) for places in order]
        tokens, seen = zip(*((n * (s + t), n * (s * s + s * t + t * t)) for n, s, t in sizes), strict=True)
        chosen = {each.index(max(each)) for each in (tokens, seen)}
        parts = [(own, number) for number in sorted(chosen) if len(own := rank.part(order[number]))]
        return [self._batch(pairs[part], part, 0, number, len(order[number])) for part, number in parts]

    def _batch(self, pairs: np.ndarray, places: np.ndarray, epoch: int, number: int, whole: int) -> Batch:
        """Return this process's part of batch `number` of an epoch, which has `whole` pairs in all."""
        batch = make_batch(*self._rows(pairs, places, epoch))
        if self._teacher is None:
            return batch
        taking_part = Rank(self._rank.number, min(self._rank.of, whole))
        return self._teacher.beside(batch, epoch, number, taking_part)

    def update_bytes(self, model: nn.Module, plan: Plan, batch: Batch) -> int | None:
        """Return about how many bytes training takes at most in an update with a batch; None where nothing says."""

        def loss(shadow: nn.Module, device: torch.device) -> Tensor:
            elsewhere = copy.copy(self)
            elsewhere._device = device
            return elsewhere.loss(shadow, batch).total

        return update_bytes(model, plan, loss)

    def _rows(self, pairs: np.ndarray, places: np.ndarray, epoch: int) -> tuple[Ragged, Ragged]:
        """Return both sides of some pairs, which stand at `places` of the epoch."""
        sides = {"source": self._train.source.take(pairs), "target": self._train.target.take(pairs)}
        if self._bpe_dropout is not None:
            for words, (side, rows) in zip(self._train.words, list(sides.items()), strict=True):
                sides[side] = self._bpe_dropout.redraw(rows, words.take(pairs), places, epoch, side)
        return sides["source"], sides["target"]

    def loss(self, model: nn.Module, batch: Batch) -> Loss:
        """Return the label-smoothed loss over the batch's real target tokens."""
        return self._loss(model, batch, self._smoothing, self._r_drop, self._word_weights)

    def _loss(
        self, model: nn.Module, batch: Batch, smoothing: float, r_drop: float = 0.0, w: Tensor | None = None
    ) -> Loss:
        assert isinstance(model, Network)
        # Numbered here and not by a mask there: a GPU would have to be waited for to know how many there are.
        real = np.flatnonzero(batch.target_out != PADDING)
        source, target_in, truth, places = (
            self._tensor(rows)
            for rows in (batch.source, batch.target_in, batch.target_out.reshape(-1)[real], real)
        )
        more: dict[str, Any] = {
            "smoothing": smoothing,
            "w": None if w is None else w.to(truth.device),
            "rows": self._loss_rows,
        }
        states = list[Tensor]()
        kept = {"states": states} if isinstance(batch, TaughtBatch) else {}
        if r_drop:
            both = model.hidden(source.repeat(2, 1), target_in.repeat(2, 1), **kept).flatten(0, 1)
            h_1, h_2 = (each.index_select(0, places) for each in both.chunk(2))
            total, negative = consistent_cross_entropy(h_1, h_2, model.E.weight, truth, alpha=r_drop, **more)
        else:
            h = model.hidden(source, target_in, **kept).flatten(0, 1).index_select(0, places)
            total, negative = smoothed_cross_entropy(h, model.E.weight, truth, **more)
        if isinstance(batch, TaughtBatch) and self._teacher is not None:
            assert isinstance(model, Transformer)
            total = total + self._teacher.loss(model, states, batch.words, self._tensor)
        return Loss(total, negative.detach(), batch.tokens)

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return the validation loss a token (no smoothing) and its perplexity; BLEU of greedy output if asked for.

        Of several corpora the loss is the mean of their losses, each of which is given beside it.
        """
        losses = {name: self._mean_loss(model, val) for name, val in self._val.items()}
        loss = sum(losses.values()) / len(losses)
        figures = {"val_loss": loss, "val_perplexity": math.exp(min(loss, _LARGEST))}
        if len(losses) > 1:
            figures |= {f"val_loss {name}": each for name, each in losses.items()}
        if self._bleu is not None:
            assert isinstance(model, Network)
            subwords, pairs_with_references, tokenizer = self._bleu
            # The sentences were chosen to fit.
            translator = Translator(
                model, subwords, longest=sys.maxsize, cutting=Cutting(split=False), wishes=NOTHING
            )
            found = translator.translate(pairs_with_references.source, beam=1)
            texts = [translation.text for translation in found]
            first = [r[:1] for r in pairs_with_references.references]
            figures["val_bleu"] = bleu(texts, first, tokenizer).score
        return figures

    def samples(self, model: nn.Module) -> list[dict[str, str]]:
        """Return the sentences to be shown, their first references and what the model makes of them, greedily."""
        if self._shown is None:
            return []
        assert isinstance(model, Network)
        subwords, pairs = self._shown
        translator = Translator(model, subwords, longest=sys.maxsize, wishes=NOTHING)
        found = translator.translate(pairs.source, beam=1)
        return [
            {"source": source, "reference": listed[0], "translation": translation.text}
            for source, listed, translation in zip(pairs.source, pairs.references, found, strict=True)
        ]

    def _mean_loss(self, model: nn.Module, val: Encoded) -> float:
        lengths = (val.source.lengths + 1, val.target.lengths + 1)
        negative, count = 0.0, 0
        for pairs in batches(*lengths, tokens=self._batch_tokens, seed=self._seed, epoch=0):
            batch = make_batch(val.source.take(pairs), val.target.take(pairs))
            with products_in(self._precision, self._device):
                loss = self._loss(model, batch, 0.0)
            negative += float(loss.negative)
            count += loss.count
        return negative / count

    def _tensor(self, rows: np.ndarray) -> Int[Tensor, "..."]:
        tensor = torch.from_numpy(rows)
        if self._device.type == "cuda":
            # From pinned memory the copy runs beside the device's work.
            return tensor.pin_memory().to(self._device, non_blocking=True)
        return tensor.to(self._device)
