"""Trees as ids: the sentence in subwords, the tree in symbols, which come first in the one vocabulary of both.

A sentence's ids are its subwords' own until they are `read`: then those beyond the special tokens stand after the
symbols.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from jaxtyping import Int64

from babelix.base.errors import RequestError
from babelix.text import END, Subwords
from babelix.text.ragged import Ragged
from babelix.transformer.pointer import Pointer
from babelix.trees.penn import escaped
from babelix.trees.symbols import FIRST, Symbols
from babelix.trees.tree import Tree

# How subwords write it.
_SPACE = "\u0120"
# Characters of a word that are read, from its beginning and its end. No word of a treebank has as many, and a line of
# such words would else be thousands of subwords, whose attention to each other fills the memory.
_HEAD, _TAIL = 40, 20


@dataclass(frozen=True)
class Encoded:
    """Sentences as subwords, the words of these, trees as symbols, the trees, and what was left out and why."""

    source: Ragged
    words: Ragged
    target: Ragged
    trees: list[Tree]
    left_out: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.source)

    def joined(self, other: "Encoded") -> "Encoded":
        """Return these trees and then those of `other`."""
        return replace(
            self,
            source=Ragged.joined([self.source, other.source]),
            words=Ragged.joined([self.words, other.words]),
            target=Ragged.joined([self.target, other.target]),
            trees=[*self.trees, *other.trees],
        )

    def take(self, rows: Int64[np.ndarray, " taken"]) -> "Encoded":
        """Return the named trees in the given order; one may be named more than once."""
        return replace(
            self,
            source=self.source.take(rows),
            words=self.words.take(rows),
            target=self.target.take(rows),
            trees=[self.trees[row] for row in rows.tolist()],
        )


@dataclass(frozen=True)
class Learned:
    """Trees to train on, those of another parser to train on too, and trees to validate with."""

    train: Encoded
    val: Encoded
    silver: Encoded


def as_text(words: Sequence[str], *, lower: bool = False) -> str:
    """Return what a parser reads of some words: a space before each, brackets by their names.

    Of a word of more than 60 characters the first 40 and the last 20 are read.
    """
    text = "".join(f" {_shortened(escaped(word))}" for word in words)
    return text.lower() if lower else text


def _shortened(word: str) -> str:
    return word if len(word) <= _HEAD + _TAIL else word[:_HEAD] + word[-_TAIL:]


def encode(
    trees: Sequence[Tree],
    subwords: Subwords,
    symbols: Symbols,
    max_tokens: int,
    lower: Sequence[bool] | None = None,
) -> Encoded:
    """Encode trees, leaving out those of more than `max_tokens` on a side and those with labels that are not known.

    Those that `lower` names are read in small letters. Raises `RequestError` when none is left of those there were.
    """
    small = lower if lower is not None else [False] * len(trees)
    texts = [as_text(tree.words, lower=each) for tree, each in zip(trees, small, strict=True)]
    source, numbers = subwords.encode_words(texts)
    target = [symbols.encode(tree) for tree in trees]
    unknown = [row is None for row in target]
    long = [max(len(a), len(b or ())) >= max_tokens for a, b in zip(source, target, strict=True)]
    kept = [i for i in range(len(trees)) if not (unknown[i] or long[i])]
    left_out = {
        "with labels that no training tree has": sum(unknown),
        "longer than data.max_tokens": sum(a and not b for a, b in zip(long, unknown, strict=True)),
    }
    if not kept and trees:
        reason = max(left_out, key=lambda each: left_out[each])
        raise RequestError(f"no tree is left: {left_out[reason]} of {len(trees)} were {reason}")
    return Encoded(
        Ragged.of(source[i] for i in kept),
        Ragged.of(numbers[i] for i in kept),
        Ragged.of(target[i] or () for i in kept),
        [trees[i] for i in kept],
        {reason: count for reason, count in left_out.items() if count},
    )


def read(source: Ragged, symbols: Symbols) -> Ragged:
    """Return subwords by their ids in the vocabulary of both: after the symbols."""
    moved = np.where(source.values < FIRST, source.values, source.values + (len(symbols) - FIRST))
    return Ragged(moved.astype(np.int32), source.offsets)


def vocabulary(subwords: Subwords, symbols: Symbols) -> int:
    """Return how many ids symbols and subwords have together."""
    return len(symbols) + len(subwords) - FIRST


def pointer(subwords: Subwords, symbols: Symbols) -> Pointer:
    """Return what begins a word, a subword with a space, and what says one, a tag."""
    begins = torch.zeros(vocabulary(subwords, symbols), dtype=torch.bool)
    says = torch.zeros_like(begins)
    pieces = subwords.pieces(range(FIRST, len(subwords)))
    begins[len(symbols) :] = torch.tensor([piece.startswith(_SPACE) for piece in pieces])
    begins[END] = True
    says[FIRST + 2 * len(symbols.labels) : len(symbols)] = True
    return Pointer(begins, says)
