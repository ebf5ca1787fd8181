"""BPE-dropout (Provilkov et al. 2020): each merge is skipped with probability p, so words split in many ways.

The draws are our own, keyed by seed, epoch, side and line, since those of `tokenizers` cannot be seeded: the same run
sees the same splits whatever happened before.
"""

import numpy as np
from jaxtyping import Int64

from babelix.base.errors import RequestError
from babelix.base.native import Native
from babelix.base.seeds import derive
from babelix.text.ragged import Ragged
from babelix.text.subwords import Subwords

_redraw = Native("babelix.text.bpe_kernels", "redraw")
_DRAW_BITS = 53
# As in the kernels, whose module loads numba: the table is built here and read there.
_GOLDEN, _MIX_1, _MIX_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_EMPTY = np.iinfo(np.int32).max


class BpeDropout:
    """Splits encoded text anew with random merges left out, algorithm 1 of the paper.

    Raises `RequestError` unless 0 <= p <= 1.
    """

    def __init__(self, subwords: Subwords, p: float, seed: int) -> None:
        if not 0 <= p <= 1:
            raise RequestError(f"BPE-dropout must be from 0 to 1, got {p}")
        self._cut, self._seed = round(p * (1 << _DRAW_BITS)), seed
        pairs = subwords.merges()
        self._merged = np.array([subwords.id_of(left + right) for left, right in pairs], dtype=np.int32)
        self._table = _table([(subwords.id_of(left), subwords.id_of(right)) for left, right in pairs])
        labels = subwords.pieces(range(len(subwords)))
        known = Ragged.of([[subwords.id_of(byte) for byte in label] for label in labels])
        self._bytes, self._byte_offsets = known.values, known.offsets

    def redraw(
        self, ids: Ragged, words: Ragged, lines: Int64[np.ndarray, " rows"], *key: str | int
    ) -> Ragged:
        """Return each row of `ids` under the merges drawn for `key` (epoch, side) and its line.

        `words` numbers the word of each id, as `Subwords.encode_words` gives it.
        """
        lengths = np.diff(self._byte_offsets)[ids.values]
        room = int(lengths.sum())
        # A word is no longer than its row.
        widest = int(np.diff(np.concatenate([[0], np.cumsum(lengths)])[ids.offsets]).max(initial=0))
        pieces, ranks = np.empty(widest, dtype=np.int32), np.empty(widest, dtype=np.int32)
        out, offsets = np.empty(room, dtype=np.int32), np.zeros(len(ids) + 1, dtype=np.int64)
        keys = derive(self._seed, "bpe-dropout", *key) + lines.astype(np.uint64) * np.uint64(_GOLDEN)
        count = _redraw(
            ids.values,
            words.values,
            ids.offsets,
            len(ids),
            self._bytes,
            self._byte_offsets,
            self._table,
            len(self._table) // 3,
            self._merged,
            self._cut,
            _mixed(keys),
            pieces,
            ranks,
            out,
            offsets[1:],
        )
        return Ragged(out[:count].copy(), offsets)


def _mixed(z: np.ndarray) -> np.ndarray:
    """Return SplitMix64's output function of its state: neighbouring lines get unrelated draws."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(_MIX_1)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(_MIX_2)
    mixed: np.ndarray = z ^ (z >> np.uint64(31))
    return mixed


def _table(merges: list[tuple[int, int]]) -> np.ndarray:
    """Return an open-addressed table of (left, right, rank), a power of two of slots, at most half of them full."""
    size = 1 << max(1, 2 * len(merges)).bit_length()
    table = np.full((size, 3), _EMPTY, dtype=np.int32)
    left, right = np.array(merges, dtype=np.uint64).reshape(-1, 2).T
    places = _mixed((left << np.uint64(32)) | right) & np.uint64(size - 1)
    for rank, (pair, place) in enumerate(zip(merges, places.tolist(), strict=True)):
        while table[place, 2] != _EMPTY:
            place = (place + 1) & (size - 1)
        table[place] = (*pair, rank)
    return table.reshape(-1)
