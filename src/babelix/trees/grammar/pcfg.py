"""A grammar read off trees, and the likeliest tree of a sentence by it."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from babelix.base.errors import RequestError
from babelix.base.native import Native
from babelix.trees.grammar.binarise import ROOT, Markov, plain
from babelix.trees.grammar.lexicon import Lexicon
from babelix.trees.tree import Tree

LONGEST = 150
"""Words of a sentence that a chart is made for."""
_fill = Native("babelix.trees.grammar.cky_kernels", "fill")


@dataclass(frozen=True)
class Derived:
    """A tree and the log of its probability times those of its words; flat and minus infinity where there is none."""

    tree: Tree
    log_probability: float


class Grammar:
    """Rules A -> B C and A -> B with log p(rule | A) = log c(rule) / c(A), and a lexicon.

    `symbols` are named in order, tags among them; `binary` are (A, B, C), `unary` (A, B), by number, with their counts.
    """

    def __init__(
        self,
        symbols: Sequence[str],
        binary: Sequence[tuple[int, int, int, int]],
        unary: Sequence[tuple[int, int, int]],
        lexicon: Lexicon,
    ) -> None:
        self.symbols, self.lexicon = list(symbols), lexicon
        self._ids = {name: i for i, name in enumerate(self.symbols)}
        total: Counter[int] = Counter()
        for *rule, count in (*binary, *unary):
            total[rule[0]] += count
        self.binary, self.unary = sorted(binary, key=lambda each: each[1:]), sorted(unary)
        rows = np.array([each[:3] for each in self.binary], dtype=np.int64).reshape(-1, 3)
        self._parent, self._left, self._right = (np.ascontiguousarray(rows[:, i]) for i in range(3))
        self._binary = np.array(
            [math.log(each[3] / total[each[0]]) for each in self.binary], dtype=np.float64
        )
        self._starts = np.searchsorted(self._left, np.arange(len(self.symbols) + 1))
        pairs = np.array([each[:2] for each in self.unary], dtype=np.int64).reshape(-1, 2)
        self._unary_parent, self._unary_child = (np.ascontiguousarray(pairs[:, i]) for i in range(2))
        self._unary = np.array([math.log(each[2] / total[each[0]]) for each in self.unary], dtype=np.float64)

    @classmethod
    def of(cls, trees: Iterable[Tree], markov: Markov) -> "Grammar":
        """Read a grammar off trees. Raises `RequestError` where there are none."""
        kept = list(trees)
        if not kept:
            raise RequestError("there are no trees to read a grammar off")
        rules: Counter[tuple[str, ...]] = Counter()
        for tree in kept:
            for node in markov.binary(tree).constituents():
                rules[(node.label, *(child.label for child in node.children))] += 1
        lexicon = Lexicon.of((tree.words, tree.tags) for tree in kept)
        names = sorted({name for rule in rules for name in rule} | set(lexicon.tags))
        ids = {name: i for i, name in enumerate(names)}
        numbered = [(*(ids[name] for name in rule), count) for rule, count in sorted(rules.items())]
        binary: list[Any] = [each for each in numbered if len(each) == 4]
        unary: list[Any] = [each for each in numbered if len(each) == 3 and each[0] != each[1]]
        return cls(names, binary, unary, lexicon)

    def parse(self, words: Sequence[str]) -> Derived:
        """Return the likeliest tree over `words`; a flat one where the grammar has none.

        Raises `RequestError` on more words than a chart is made for.
        """
        count = len(words)
        if not 0 < count <= LONGEST:
            raise RequestError(
                f"a sentence of {count:,} words: expected 1 to {LONGEST}, as a chart is made for"
            )
        chart = np.full((count * count, len(self.symbols)), -np.inf, dtype=np.float64)
        tags = [self.lexicon.scores(word, i == 0) for i, word in enumerate(words)]
        for i, scores in enumerate(tags):
            for tag, score in scores.items():
                chart[i * count + i, self._ids[tag]] = score
        binary = (self._starts, self._right, self._parent, self._binary)
        unary = (self._unary_parent, self._unary_child, self._unary, len(self._unary))
        _fill(chart, count, len(self.symbols), *binary, *unary)
        root = self._ids[ROOT]
        best = float(chart[count - 1, root])
        if best == -math.inf:
            leaves = [
                Tree(max(each, key=lambda tag: each[tag]), word=w)
                for each, w in zip(tags, words, strict=True)
            ]
            return Derived(Tree("S", tuple(leaves)), best)
        return Derived(plain(self._derived(chart, words, 0, count, root)), best)

    def _derived(self, chart: np.ndarray, words: Sequence[str], i: int, j: int, symbol: int) -> Tree:
        """Return the derivation that gave `symbol` over words i to j its score."""
        count = len(words)
        cell = chart[i * count + j - 1]
        name = self.symbols[symbol]
        if j == i + 1 and cell[symbol] == self.lexicon.scores(words[i], i == 0).get(name):
            return Tree(name, word=words[i])
        rules = np.flatnonzero(self._unary_parent == symbol)
        scores = cell[self._unary_child[rules]] + self._unary[rules]
        unary = (
            (float(scores.max()), int(self._unary_child[rules[scores.argmax()]]))
            if len(rules)
            else (-np.inf, 0)
        )
        rules = np.flatnonzero(self._parent == symbol)
        best, where = -np.inf, (0, 0)
        for k in range(i + 1, j) if len(rules) else ():
            left, rest = chart[i * count + k - 1], chart[k * count + j - 1]
            found = left[self._left[rules]] + rest[self._right[rules]] + self._binary[rules]
            if found.max() > best:
                best, where = float(found.max()), (k, int(rules[found.argmax()]))
        if unary[0] >= best:
            return Tree(name, (self._derived(chart, words, i, j, unary[1]),))
        k, rule = where
        left_tree = self._derived(chart, words, i, k, int(self._left[rule]))
        return Tree(name, (left_tree, self._derived(chart, words, k, j, int(self._right[rule]))))
