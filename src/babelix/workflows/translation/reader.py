"""Lines as a translator reads them: normalised and encoded, each once, and cut where a sentence ends if too long."""

from collections.abc import Sequence

from babelix.base.errors import RequestError
from babelix.text import Subwords, normalise
from babelix.text.sentences import pieces


class Reader:
    """Turns lines into ids, without start or end token.

    A line or a piece of one has fewer than `longest` of them.
    """

    def __init__(self, subwords: Subwords, *, normalisation: Sequence[str], longest: int) -> None:
        self._subwords, self._normalisation, self._longest = subwords, tuple(normalisation), longest

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text after normalisation, however many they are."""
        return self._subwords.encode([normalise(text, self._normalisation) for text in texts])

    def whole(self, lines: Sequence[str]) -> list[list[int]]:
        """Return the ids of each line. Raises `RequestError` naming a line that is too long."""
        rows = self.encode(lines)
        for number, row in enumerate(rows, start=1):
            if len(row) >= self._longest:
                raise RequestError(
                    f"line {number} has more than {self._longest - 1} subwords, the longest this model was trained "
                    "on; cut it into sentences"
                )
        return rows

    def cut(self, lines: Sequence[str]) -> list[list[list[int]]]:
        """Return the ids of each line, in as few pieces as are short enough.

        Raises `RequestError` naming a line with a sentence that is too long.
        """
        rows = enumerate(zip(lines, self.encode(lines), strict=True), start=1)
        return [self._pieces(number, line, row) for number, (line, row) in rows]

    def _pieces(self, number: int, line: str, row: list[int]) -> list[list[int]]:
        if len(row) < self._longest:
            return [row]
        encoded = {line: row}

        def fits(text: str) -> bool:
            if text not in encoded:
                (encoded[text],) = self.encode([text])
            return len(encoded[text]) < self._longest

        cut = pieces(line, fits)
        if cut is None:
            raise RequestError(
                f"line {number} has a sentence of more than {self._longest - 1} subwords, the longest this model was "
                "trained on; cut it into shorter sentences"
            )
        return [encoded[piece] for piece in cut]
