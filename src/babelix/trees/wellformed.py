"""What may follow, symbol by symbol, so that a tree over exactly the words given comes out, and nothing else.

A row's memory is a row of whole numbers: words left, brackets open, brackets opened since the last word or closing
bracket, brackets for which there is room; then the symbols of the open brackets, outermost first, and what once stood
above them. A search asks after every symbol. A step of a small net takes a millisecond, in which it drives all else out
of the processor's nearest memory: a dozen calls of an array library are a tenth of it, a loop over few rows is not.
"""

import numpy as np
from jaxtyping import Bool, Int64

from babelix.base.errors import RequestError
from babelix.trees.symbols import FIRST, Symbols

_WORDS, _ROOM, _STACK = 0, 3, 4


class WellFormed:
    """The rule of one set of symbols; `end` is the id of the end token, which is below `FIRST`.

    A bracket opens only where a word is left for it, and closes only over one; the outermost closes over the last word.
    Not more brackets stand open than `deepest`, nor begin at one word than `longest_chain`, and none opens for which
    too few symbols are left.
    """

    def __init__(self, symbols: Symbols, end: int, deepest: int = 0) -> None:
        labels = len(symbols.labels)
        self._deepest = max(deepest, symbols.deepest)
        self._chain = symbols.longest_chain
        if not labels or not symbols.tags:
            raise RequestError("there are no trees to take symbols from: no label, or no tag")
        self._first_closing, self._first_tag = FIRST + labels, FIRST + 2 * labels
        # What may follow: the label that may close (none, or its number from 1), whether a bracket may open, whether
        # a word may be said; where nothing of these, the end token.
        may = np.zeros((1 + labels, 2, 2, len(symbols)), dtype=bool)
        may[:, 1, :, FIRST : self._first_closing] = True
        may[:, :, 1, self._first_tag :] = True
        for label in range(labels):
            may[1 + label, :, :, self._first_closing + label] = True
        may[0, 0, 0, end] = True
        self._may = may.reshape(-1, len(symbols))

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
        # A bracket takes two symbols; every word and the end token must fit too.
        memory[:, _WORDS], memory[:, _ROOM] = words, (limits - words - 1) // 2
        return memory

    def advance(
        self, memory: Int64[np.ndarray, "rows memory"], said: Int64[np.ndarray, " rows"]
    ) -> Int64[np.ndarray, "rows memory"]:
        """Return the memory once each row has `said` a symbol that was allowed."""
        memory = memory.copy()
        numbers = memory[:, :_STACK].tolist()
        for row, symbol in enumerate(said.tolist()):
            words, inside, run, room = numbers[row]
            if symbol >= self._first_tag:
                numbers[row] = words - 1, inside, 0, room
            elif symbol >= self._first_closing:
                numbers[row] = words, inside - 1, 0, room
            elif symbol >= FIRST:
                numbers[row] = words, inside + 1, run + 1, room - 1
                memory[row, _STACK + inside] = symbol
        memory[:, :_STACK] = numbers
        return memory

    def allowed(self, memory: Int64[np.ndarray, "rows memory"]) -> Bool[np.ndarray, "rows symbols"]:
        """Tell which symbols may follow in each row: at least one of them."""
        rows = []
        for row, (words, inside, run, room) in enumerate(memory[:, :_STACK].tolist()):
            closes = 0
            if inside and not run and (inside > 1 or not words):
                closes = 1 + memory.item(row, _STACK + inside - 1) - FIRST
            opens = words > 0 and room > 0 and inside < self._deepest and run < self._chain
            rows.append(4 * closes + 2 * opens + (words > 0 and inside > 0))
        found: Bool[np.ndarray, "rows symbols"] = self._may.take(rows, 0)
        return found
