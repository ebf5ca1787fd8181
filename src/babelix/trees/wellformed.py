"""What may follow, symbol by symbol, so that a tree over exactly the words given comes out, and nothing else.

A row's memory is a row of whole numbers: words left, brackets open, brackets opened since the last word or closing
bracket, whether anything was said, symbols left; then the labels of the open brackets, outermost first.
"""

import numpy as np
from jaxtyping import Bool, Int64

from babelix.base.errors import RequestError
from babelix.trees.symbols import FIRST, Symbols

_WORDS, _OPEN, _RUN, _SAID, _LEFT, _STACK = range(6)


class WellFormed:
    """The rule of one set of symbols; `end` is the id of the end token, which is below `FIRST`.

    A bracket opens only where a word is left for it, and closes only over one; the outermost closes over the last word.
    Not more brackets stand open than `deepest`, nor begin at one word than `longest_chain`, and none opens for which
    too few symbols are left.
    """

    def __init__(self, symbols: Symbols, end: int, deepest: int = 0) -> None:
        self._labels, self._size, self._end = len(symbols.labels), len(symbols), end
        self._deepest = max(deepest, symbols.deepest)
        self._chain = symbols.longest_chain
        if not symbols.labels or not symbols.tags:
            raise RequestError("there are no trees to take symbols from: no label, or no tag")

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
        memory = np.zeros((len(words), _STACK + self._deepest), dtype=np.int64)
        memory[:, _WORDS], memory[:, _LEFT] = words, limits
        return memory

    def advance(
        self, memory: Int64[np.ndarray, "rows memory"], said: Int64[np.ndarray, " rows"]
    ) -> Int64[np.ndarray, "rows memory"]:
        """Return the memory once each row has `said` a symbol that was allowed."""
        memory = memory.copy()
        code = said - FIRST
        opens = (code >= 0) & (code < self._labels)
        closes = (code >= self._labels) & (code < 2 * self._labels)
        rows = np.flatnonzero(opens)
        memory[rows, _STACK + memory[rows, _OPEN]] = code[rows]
        memory[:, _OPEN] += opens
        memory[:, _OPEN] -= closes
        memory[:, _WORDS] -= code >= 2 * self._labels
        memory[:, _RUN] = np.where(opens, memory[:, _RUN] + 1, 0)
        memory[:, _SAID] = 1
        memory[:, _LEFT] -= 1
        return memory

    def allowed(self, memory: Int64[np.ndarray, "rows memory"]) -> Bool[np.ndarray, "rows symbols"]:
        """Tell which symbols may follow in each row: at least one of them."""
        words, depth, run, said, left = (memory[:, i] for i in range(_STACK))
        found = np.zeros((len(memory), self._size), dtype=bool)
        inside = depth > 0
        # Once open: every word, every closing bracket and the end token must still fit.
        room = (left - 1 >= words + depth + 2) & (depth < self._deepest) & (run < self._chain)
        opens = (words > 0) & room & (inside | (said == 0))
        first, second, third = FIRST, FIRST + self._labels, FIRST + 2 * self._labels
        found[:, first:second] = opens[:, None]
        found[:, third:] = (inside & (words > 0))[:, None]
        closing = np.flatnonzero(inside & (run == 0) & ((depth > 1) | (words == 0)))
        found[closing, second + memory[closing, _STACK + depth[closing] - 1]] = True
        found[:, self._end] = ~inside & (said == 1)
        return found
