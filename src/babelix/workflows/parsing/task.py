"""The parsing task as the loop sees it: batches of trees, some of them altered, loss, bracket F1."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from jaxtyping import Int64
from torch import Tensor, nn

from babelix.base.ranks import Rank
from babelix.base.seeds import generator
from babelix.decoding.phrases import Width
from babelix.evaluation.brackets import BracketScore, bracket_statistics
from babelix.text import PADDING, Batch, Subwords, batches
from babelix.text.batches import drawn, make_batch
from babelix.text.bpe_dropout import BpeDropout
from babelix.training.loss import smoothed_cross_entropy
from babelix.training.plan import Loss
from babelix.training.precision import products_in
from babelix.training.r_drop import consistent_cross_entropy
from babelix.transformer import Transformer
from babelix.trees.parses import parse_of
from babelix.trees.penn import bracketed
from babelix.trees.substitution import Substitution
from babelix.trees.symbols import Symbols
from babelix.trees.tree import Tree
from babelix.workflows.parsing.encoded import Encoded, Learned, encode, pointer, read
from babelix.workflows.parsing.parser import Parser
from babelix.workflows.parsing.settings import ParsingSettings

_LOSS_ROWS = {"cpu": 4096, "cuda": 32768}


class ParsingTask:
    """Trees for training and validation, with the numbers that shape batches and loss."""

    def __init__(
        self,
        trees: Learned,
        subwords: Subwords,
        symbols: Symbols,
        settings: ParsingSettings,
        *,
        smoothing: float,
        device: torch.device,
        precision: torch.dtype,
        rank: Rank = Rank(),
    ) -> None:
        self._train, self._val, self._silver = trees.train, trees.val, trees.silver
        self._subwords, self._symbols = subwords, symbols
        self._settings, self._smoothing = settings, smoothing
        self._device, self._precision, self._rank = device, precision, rank
        self._seed = settings.training.seed
        self._substitution = Substitution(trees.train.trees, settings.data.max_tokens // 4)
        self._bpe_dropout = (
            BpeDropout(subwords, settings.subwords.dropout, self._seed) if settings.subwords.dropout else None
        )
        self._pointer = pointer(subwords, symbols) if settings.model.pointer else None
        self._gold = [parse_of(tree) for tree in trees.val.trees]

    def batches(self, epoch: int, first: int) -> Iterator[Batch | None]:
        """Yield this process's part of an epoch's batches from number `first` on, None of one too small to have it.

        Its altered trees and small letters are the epoch's own.
        """
        found, data = self._train, self._settings.data
        if data.lowercase:
            found = self._encoded(found.trees, epoch)
        if data.substitute:
            found = found.joined(self._encoded(list(self._altered(epoch)), epoch))
        if len(self._silver):
            found = found.joined(self._silver.take(self._drawn(self._silver, data.silver_weight, epoch)))
        source = found.source
        if self._bpe_dropout is not None:
            rows = np.arange(len(source), dtype=np.int64)
            source = self._bpe_dropout.redraw(source, found.words, rows, epoch, "source")
        source = read(source, self._symbols)
        lengths = (source.lengths + 1, found.target.lengths + 1)
        tokens = max(self._settings.training.batch_tokens, *(int(each.max()) for each in lengths))
        order = batches(*lengths, tokens=tokens, seed=self._seed, epoch=epoch)
        for whole in order[first:]:
            rows = self._rank.part(whole)
            yield make_batch(source.take(rows), found.target.take(rows)) if len(rows) else None

    def _encoded(self, trees: Sequence[Tree], epoch: int) -> Encoded:
        """Return some trees encoded, a share of the sentences in small letters as the epoch draws them."""
        data = self._settings.data
        small = generator(self._seed, "lowercase", epoch).random(len(trees)) < data.lowercase
        return encode(trees, self._subwords, self._symbols, data.max_tokens, small.tolist())

    def _drawn(self, trees: Encoded, weight: float, epoch: int) -> Int64[np.ndarray, " drawn"]:
        return drawn(np.full(len(trees), weight), seed=self._seed, epoch=epoch)

    def _altered(self, epoch: int) -> Iterator[Tree]:
        data = self._settings.data
        for number in self._drawn(self._train, data.substitute, epoch).tolist():
            rng = generator(self._seed, "substitute", epoch, number)
            yield self._substitution.drawn(number, data.exchanged, rng)

    def loss(self, model: nn.Module, batch: Batch) -> Loss:
        """Return the label-smoothed loss over the batch's real symbols, among symbols alone."""
        return self._loss(model, batch, self._smoothing, self._settings.training.r_drop)

    def _loss(self, model: nn.Module, batch: Batch, smoothing: float, r_drop: float = 0.0) -> Loss:
        assert isinstance(model, Transformer)
        real = np.flatnonzero(batch.target_out != PADDING)
        source, target_in, truth, places = (
            torch.from_numpy(rows).to(self._device)
            for rows in (batch.source, batch.target_in, batch.target_out.reshape(-1)[real], real)
        )
        E = model.E.weight[: len(self._symbols)]
        more: dict[str, Any] = {
            "smoothing": smoothing,
            "rows": _LOSS_ROWS.get(self._device.type, _LOSS_ROWS["cpu"]),
        }
        if r_drop:
            both = self._hidden(model, source.repeat(2, 1), target_in.repeat(2, 1)).flatten(0, 1)
            h_1, h_2 = (each.index_select(0, places) for each in both.chunk(2))
            total, negative = consistent_cross_entropy(h_1, h_2, E, truth, alpha=r_drop, **more)
        else:
            h = self._hidden(model, source, target_in).flatten(0, 1).index_select(0, places)
            total, negative = smoothed_cross_entropy(h, E, truth, **more)
        return Loss(total, negative.detach(), batch.tokens)

    def _hidden(self, model: Transformer, source: Tensor, target: Tensor) -> Tensor:
        found: Tensor = (
            model.hidden(source, target)
            if self._pointer is None
            else self._pointer.hidden(model, source, target)
        )
        return found

    def evaluate(self, model: nn.Module) -> Mapping[str, float]:
        """Return the validation loss a symbol (no smoothing), and bracket F1 and tagging of greedy trees."""
        negative, count = 0.0, 0
        source = read(self._val.source, self._symbols)
        lengths = (source.lengths + 1, self._val.target.lengths + 1)
        tokens = max(self._settings.training.batch_tokens, *(int(each.max()) for each in lengths))
        for rows in batches(*lengths, tokens=tokens, seed=self._seed, epoch=0):
            batch = make_batch(source.take(rows), self._val.target.take(rows))
            with products_in(self._precision, self._device):
                loss = self._loss(model, batch, 0.0)
            negative += float(loss.negative)
            count += loss.count
        found = [parse_of(tree) for tree in self._parsed(model, self._val.trees)]
        sums = bracket_statistics(self._gold, found).rows.sum(0)
        return {
            "val_loss": negative / count,
            "val_perplexity": math.exp(min(negative / count, 700.0)),
            "val_f1": float(BracketScore("f1").scores(sums)),
            "val_tagging": float(BracketScore("tagging").scores(sums)),
        }

    def _parsed(self, model: nn.Module, trees: Sequence[Tree]) -> list[Tree]:
        assert isinstance(model, Transformer)
        lower = self._settings.data.lowercase == 1
        parser = Parser(
            model,
            self._subwords,
            self._symbols,
            width=Width(beam=1),
            lower=lower,
            pointed=self._pointer is not None,
            precision=self._precision,
        )
        found = parser.parse([list(tree.words) for tree in trees], batch_size=128)
        return [each.tree for each in found if each.tree is not None]

    def samples(self, model: nn.Module) -> list[dict[str, str]]:
        """Return the shortest validation trees, and what the parser makes of their words, greedily."""
        wanted = self._settings.training.samples
        trees = sorted(self._val.trees, key=lambda tree: abs(len(tree.words) - 12))[:wanted]
        found = self._parsed(model, trees)
        return [
            {"gold": bracketed(tree), "parser": bracketed(guess)}
            for tree, guess in zip(trees, found, strict=True)
        ]
