"""The translation task as the loop sees it: batches, loss, evaluation."""

import math
import sys
from collections.abc import Iterator, Mapping

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor, nn

from babelix.evaluation.bleu import bleu
from babelix.text import PADDING, Batch, Subwords, batches
from babelix.text.batches import make_batch
from babelix.text.bpe_dropout import BpeDropout
from babelix.text.splits import References
from babelix.training.loss import smoothed_cross_entropy
from babelix.training.plan import Loss
from babelix.training.precision import products_in
from babelix.transformer import Transformer
from babelix.workflows.translation.corpora import Encoded
from babelix.workflows.translation.translator import Translator

# exp of more is no number that JSON knows.
_LARGEST = 700.0


class TranslationTask:
    """Pairs for training and validation, with the numbers that shape batches and loss."""

    def __init__(
        self,
        train: Encoded,
        val: Encoded,
        *,
        batch_tokens: int,
        seed: int,
        label_smoothing: float,
        device: torch.device,
        precision: torch.dtype,
        bpe_dropout: tuple[BpeDropout, list[str], list[str]] | None = None,
        bleu_pairs: tuple[Subwords, References] | None = None,
    ) -> None:
        self._train, self._val = train, val
        self._batch_tokens, self._seed, self._smoothing = batch_tokens, seed, label_smoothing
        self._device, self._precision = device, precision
        self._bpe_dropout, self._bleu = bpe_dropout, bleu_pairs

    def batches(self, epoch: int, first: int) -> Iterator[Batch]:
        """Yield an epoch's batches from number `first` on."""
        lengths = self._train.lengths()
        order = batches(*lengths, tokens=self._batch_tokens, seed=self._seed, epoch=epoch)
        for pairs in order[first:]:
            yield make_batch(*self._rows(pairs, epoch))

    def _rows(self, pairs: np.ndarray, epoch: int) -> tuple[list[list[int]], list[list[int]]]:
        train = self._train
        if self._bpe_dropout is None:
            return [train.source[i] for i in pairs], [train.target[i] for i in pairs]
        dropout, source, target = self._bpe_dropout
        lines = [train.kept[i] for i in pairs]
        return (
            [dropout.encode(source[line], epoch, "source", line) for line in lines],
            [dropout.encode(target[line], epoch, "target", line) for line in lines],
        )

    def loss(self, model: nn.Module, batch: Batch) -> Loss:
        """Return the label-smoothed loss over the batch's real target tokens."""
        return self._loss(model, batch, self._smoothing)

    def _loss(self, model: nn.Module, batch: Batch, smoothing: float) -> Loss:
        assert isinstance(model, Transformer)
        source, target_in, target_out = (
            self._tensor(rows) for rows in (batch.source, batch.target_in, batch.target_out)
        )
        real = target_out != PADDING
        h = model.hidden(source, target_in)[real]
        total, negative = smoothed_cross_entropy(h, model.E.weight, target_out[real], smoothing=smoothing)
        return Loss(total, negative.detach(), batch.tokens)

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return the validation loss a token (no smoothing) and its perplexity; BLEU of greedy output if asked for."""
        order = batches(*self._val.lengths(), tokens=self._batch_tokens, seed=self._seed, epoch=0)
        negative, count = 0.0, 0
        for pairs in order:
            batch = make_batch([self._val.source[i] for i in pairs], [self._val.target[i] for i in pairs])
            with products_in(self._precision, self._device):
                loss = self._loss(model, batch, 0.0)
            negative += float(loss.negative)
            count += loss.count
        figures = {"val_loss": negative / count, "val_perplexity": math.exp(min(negative / count, _LARGEST))}
        if self._bleu is not None:
            assert isinstance(model, Transformer)
            subwords, pairs_with_references = self._bleu
            # The sentences were chosen to fit.
            translator = Translator(model, subwords, longest=sys.maxsize)
            found = translator.translate(pairs_with_references.source, beam=1)
            texts = [translation.text for translation in found]
            figures["val_bleu"] = bleu(texts, [r[:1] for r in pairs_with_references.references]).score
        return figures

    def _tensor(self, rows: np.ndarray) -> Int[Tensor, "..."]:
        return torch.from_numpy(rows).to(self._device)
