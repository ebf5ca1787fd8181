"""A trained parser, ready to parse: words in, a tree over exactly these words out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from babelix.base.arguments import checked
from babelix.base.errors import RequestError
from babelix.base.progress import Listener, Reporter, silent
from babelix.decoding import Hypothesis, beam_search
from babelix.decoding.memory import check_width, fitting_batch, sentence_bytes
from babelix.decoding.phrases import Width
from babelix.decoding.ruled import RuledStep
from babelix.inspection.attention_map import AttentionMap, AttentionSet
from babelix.text import END, START, Subwords
from babelix.text.ragged import Ragged
from babelix.training.device import best_device, free_on
from babelix.training.precision import products_in, resolve_precision
from babelix.transformer import Transformer, TransformerStep
from babelix.transformer.pointer import PointingStep
from babelix.trees.penn import bracketed, escaped
from babelix.trees.symbols import Symbols
from babelix.trees.tree import Tree
from babelix.trees.wellformed import WellFormed
from babelix.workflows.parsing.encoded import as_text, pointer, read
from babelix.workflows.parsing.run import Run, load_run

# Section 6.3: the output may be at most this many tokens longer than the input.
_EXTRA = 300
# Constituents within each other that a tree may have, whatever the training trees had.
_DEEPEST = 100


@dataclass(frozen=True)
class Parsed:
    """A sentence's words and its tree, with what the model says of it: log P of all symbols, and the search's score.

    An empty sentence has no tree.
    """

    words: tuple[str, ...]
    tree: Tree | None
    log_probability: float = 0.0
    score: float = 0.0

    def __str__(self) -> str:
        return "" if self.tree is None else bracketed(self.tree)


class Parser:
    """Parses sentences with one model. Results do not depend on the batch size.

    `extra` is how many symbols a tree may have beside as many as its sentence has subwords, `longest` how many words a
    line may have.
    """

    longest = 1000

    def __init__(
        self,
        model: Transformer,
        subwords: Subwords,
        symbols: Symbols,
        *,
        name: str = "",
        width: Width = Width(alpha=0.3),
        lower: bool = False,
        pointed: bool = False,
        precision: torch.dtype = torch.float32,
    ) -> None:
        self.model, self.subwords, self.symbols, self.name = model.eval(), subwords, symbols, name
        self.width, self._lower, self._precision = width, lower, precision
        self.extra = _EXTRA
        self._rule = WellFormed(symbols, END, _DEEPEST)
        self._pointer = pointer(subwords, symbols) if pointed else None
        self._plain = TransformerStep(model, said=len(symbols))
        self._step: TransformerStep | PointingStep = self._plain
        if self._pointer is not None:
            self._step = PointingStep(model, self._pointer, len(symbols))

    @classmethod
    def of_run(cls, run: Run, *, precision: torch.dtype = torch.float32) -> "Parser":
        """Return the parser of a loaded run."""
        return cls(
            run.model,
            run.subwords,
            run.symbols,
            name=run.name,
            width=Width(run.settings.decoding.beam, run.settings.decoding.alpha),
            lower=run.settings.data.lowercase == 1,
            pointed=run.settings.model.pointer,
            precision=precision,
        )

    @checked
    def parse(
        self,
        sentences: Sequence[Sequence[str]],
        *,
        beam: int | None = None,
        alpha: float | None = None,
        batch_size: int = 64,
        listener: Listener = silent,
    ) -> list[Parsed]:
        """Return the tree of each sentence, which is a list of its words; no words have no tree.

        Brackets within a word stand for themselves: the tree has them by their names. Raises `RequestError` on a beam
        wider than there are symbols, or than memory allows.
        """
        words = [tuple(escaped(word) for word in sentence) for sentence in sentences]
        width = self.width.beam if beam is None else beam
        check_width(
            width,
            len(self.symbols),
            "beam",
            known="the {:,} symbols of the parser, brackets and tags among them",
            usual="4 is usual, and 21 the paper's",
        )
        if batch_size < 1:
            raise RequestError(f"`batch_size` {batch_size}: expected at least 1", setting="batch_size")
        rows = read(Ragged.of(self._encode(words)), self.symbols)
        lengths = rows.lengths.tolist()
        batch_size = self._fitting(width, max(lengths, default=0), batch_size)
        order = sorted((i for i, each in enumerate(words) if each), key=lambda i: (lengths[i], i))
        progress = Reporter(listener, "parsing", len(order), "sentences")
        out = [Parsed((), None)] * len(words)
        for first in range(0, len(order), batch_size):
            part = order[first : first + batch_size]
            counts = [len(words[i]) for i in part]
            found = self._find(
                rows.take(np.array(part)), counts, width, self.width.alpha if alpha is None else alpha
            )
            for i, best in zip(part, found, strict=True):
                tree = self.symbols.decode(best.tokens, words[i])
                out[i] = Parsed(words[i], tree, best.log_probability, best.score)
            progress.advance(len(part))
        return out

    @checked
    def attention(self, words: Sequence[str], tree: Tree | None = None) -> AttentionSet:
        """Return every layer's and head's attention for one sentence and its tree (made here unless given).

        Raises `RequestError` on a sentence without words, and a tree with labels the parser does not have.
        """
        if not words:
            raise RequestError("expected a sentence with words to show the attention of, got none")
        made = tree if tree is not None else self.parse([list(words)])[0].tree
        assert made is not None
        target = self.symbols.encode(made)
        if target is None:
            raise RequestError(
                f"{self.name or 'this parser'} does not know every label of {bracketed(made)[:200]}"
            )
        (own,) = self._encode([tuple(words)])
        source = read(Ragged.of([own]), self.symbols).padded(last=END)
        device = self.model.E.weight.device
        pair = torch.from_numpy(source).to(device), torch.tensor([[START, *target]], device=device)
        found = (
            self.model.attentions(*pair)
            if self._pointer is None
            else self._pointer.attentions(self.model, *pair)
        )
        keys = self.subwords.labels([*own, END])
        names = dict(enumerate(self.symbols.names, start=len(self.subwords.labels([0, 1, 2, 3]))))
        said = tuple(names[i] for i in target)
        maps = (
            AttentionMap(_stack(found.encoder), keys, keys, "encoder", model=self.name),
            AttentionMap(
                _stack(found.decoder), ("<s>", *said), ("<s>", *said), "decoder", True, model=self.name
            ),
            AttentionMap(_stack(found.cross), (*said, "</s>"), keys, "cross", model=self.name),
        )
        return AttentionSet(maps, title=" ".join(words))

    def _encode(self, words: Sequence[tuple[str, ...]]) -> list[list[int]]:
        return self.subwords.encode([as_text(each, lower=self._lower) for each in words])

    def _find(self, source: Ragged, words: Sequence[int], beam: int, alpha: float) -> list[Hypothesis]:
        """Return the best tree of each sentence, whose numbers of words are `words`, as symbols."""
        device = self.model.E.weight.device
        limits = np.maximum(source.lengths + 1 + self.extra, np.array(words) + 3)
        with products_in(self._precision, device), torch.no_grad():
            step = RuledStep(self._step, self._rule)
            encoded = self._step.start(torch.from_numpy(source.padded(last=END)).to(device))
            state = step.start(encoded, self._rule.start(np.array(words, dtype=np.int64), limits), device)
            found = beam_search(
                step,
                state,
                start=START,
                end=END,
                max_lengths=torch.from_numpy(limits).to(device),
                beam=beam,
                alpha=alpha,
                n_best=1,
            )
        return [best[0] for best in found]

    def _fitting(self, width: int, longest: int, batch_size: int) -> int:
        row = self._plain.row_bytes(longest + 1, longest + 1 + self.extra)
        each = sentence_bytes(width, len(self.symbols), row)
        free = free_on(self.model.E.weight.device)
        return fitting_batch(batch_size, width, each, free, setting="beam", longest=longest)


def _stack(layers: Sequence[torch.Tensor]) -> np.ndarray:
    return np.stack([layer[0].float().cpu().numpy() for layer in layers])


@checked
def load_parser(folder: Path, *, precision: str = "float32") -> Parser:
    """Return the parser in a run folder, on the best device; `precision` is float32, bfloat16 or auto.

    Raises `RequestError` when the folder holds no run of a parser, a damaged one, or the precision is unknown.
    """
    run = load_run(folder)
    run.model.to(best_device())
    return Parser.of_run(run, precision=resolve_precision(precision, run.model.E.weight.device))
