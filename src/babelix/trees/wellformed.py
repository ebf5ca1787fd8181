"""What may follow, symbol by symbol, so that a tree over exactly the words given comes out, and nothing else.

A row's memory is a row of whole numbers: words left, brackets open, brackets opened since the last word or closing
bracket, symbols said, symbols left; then the labels of the open brackets, outermost first, and what once stood above
them. A search asks after every symbol: what a symbol changes and what a row may say are looked up in tables.
"""

import numpy as np
from jaxtyping import Bool, Int64

from babelix.base.errors import RequestError
from babelix.trees.symbols import FIRST, Symbols

_WORDS, _OPEN, _RUN, _SAID, _LEFT, _STACK = range(6)
_BITS = 2 ** np.arange(8)
# Symbols left, less one for each word and each bracket that is open.
_ROOM = np.array([-1, -1, 0, 0, 1])


class WellFormed:
    """The rule of one set of symbols; `end` is the id of the end token, which is below `FIRST`.

    A bracket opens only where a word is left for it, and closes only over one; the outermost closes over the last word.
    Not more brackets stand open than `deepest`, nor begin at one word than `longest_chain`, and none opens for which
    too few symbols are left.
    """

    def __init__(self, symbols: Symbols, end: int, deepest: int = 0) -> None:
        self._labels, self._size = len(symbols.labels), len(symbols)
        self._deepest = max(deepest, symbols.deepest)
        self._chain = symbols.longest_chain
        if not symbols.labels or not symbols.tags:
            raise RequestError("there are no trees to take symbols from: no label, or no tag")
        code = np.arange(self._size) - FIRST
        self._opens = (code >= 0) & (code < self._labels)
        closes = (code >= self._labels) & (code < 2 * self._labels)
        tags = code >= 2 * self._labels
        # What a symbol adds to the first five numbers; the run ends with whatever opens nothing.
        self._changes = np.stack(
            [-1 * tags, 1 * self._opens - closes, 1 * self._opens, np.ones_like(code), -np.ones_like(code)], 1
        )
        # Questions whose answers decide: each is whether a number of the memory is above a bound.
        asked = (
            (_WORDS, 0),
            (_OPEN, 0),
            (_OPEN, 1),
            (_OPEN, self._deepest - 1),
            (_RUN, 0),
            (_RUN, self._chain - 1),
            (_SAID, 0),
        )
        self._columns, self._bounds = (np.array(each) for each in zip(*asked, strict=True))
        self._may = np.zeros((2 ** (len(asked) + 1), self._size), dtype=bool)
        self._closing = np.zeros(len(self._may), dtype=bool)
        for number in range(len(self._may)):
            words, inside, deeper, full, run, longest, said, room = (number & 2**i > 0 for i in range(8))
            if words and room and not full and not longest and (inside or not said):
                self._may[number] |= self._opens
            if words and inside:
                self._may[number] |= tags
            self._may[number, end] = said and not inside
            self._closing[number] = inside and not run and (deeper or not words)

    def start(
        self, words: Int64[np.ndarray, " rows"], limits: Int64[np.ndarray, " rows"]
    ) -> Int64[np.ndarray, "rows memory"]:
        """Return the memory of sentences of so many words before anything is said.

        `limits` count symbols, the end token included. Raises `RequestError` where one leaves no room for a tree.
        """
        if len(words) and (words.min() < 1 or (limits < words + 3).any()):
            raise RequestError(
                "a tree needs a word, and as many symbols as words, two brackets and the end token"
            )
        memory = np.zeros((len(words), _STACK + self._deepest + 1), dtype=np.int64)
        memory[:, _WORDS], memory[:, _LEFT] = words, limits
        return memory

    def advance(
        self, memory: Int64[np.ndarray, "rows memory"], said: Int64[np.ndarray, " rows"]
    ) -> Int64[np.ndarray, "rows memory"]:
        """Return the memory once each row has `said` a symbol that was allowed."""
        memory = memory.copy()
        # A bracket's label comes on top; any other symbol's number above the top, where nothing is.
        memory[np.arange(len(memory)), _STACK + memory[:, _OPEN]] = said - FIRST
        memory[:, :_STACK] += self._changes[said]
        memory[:, _RUN] *= self._opens[said]
        return memory

    def allowed(self, memory: Int64[np.ndarray, "rows memory"]) -> Bool[np.ndarray, "rows symbols"]:
        """Tell which symbols may follow in each row: at least one of them."""
        answers = (memory[:, self._columns] > self._bounds) @ _BITS[:-1]
        # Once a bracket opens, every word, every closing bracket and the end token must still fit.
        answers += _BITS[-1] * (memory[:, :_STACK] @ _ROOM >= 3)
        found: Bool[np.ndarray, "rows symbols"] = self._may[answers]
        closing = np.flatnonzero(self._closing[answers])
        labels = memory[closing, _STACK + memory[closing, _OPEN] - 1]
        found[closing, FIRST + self._labels + labels] = True
        return found
