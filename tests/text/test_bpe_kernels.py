import numpy as np

from babelix.text import bpe_kernels
from babelix.text.bpe_kernels import redraw


def test_the_plain_function_merges_by_rank_and_skips_below_the_cut(monkeypatch):
    # Ids 0, 1, 2 are bytes; (0, 1) makes 3 first, (3, 2) makes 4 second, (1, 2) makes 5 third.
    for name in ("_mixed", "_rank", "_split"):
        monkeypatch.setattr(bpe_kernels, name, getattr(bpe_kernels, name).py_func)
    empty = np.int32(2**31 - 1)
    merges = {(0, 1): 0, (3, 2): 1, (1, 2): 2}
    table = np.full((8, 3), empty, np.int32)
    with np.errstate(over="ignore"):
        for (left, right), rank in merges.items():
            place = int(bpe_kernels._mixed(np.uint64(left << 32 | right)) & np.uint64(7))
            while table[place, 2] != empty:
                place = (place + 1) % 8
            table[place] = left, right, rank

        def run(cut):
            # Two rows: the words [0 1 2] and [1 2], then the word [4], which is 0 1 2.
            out, ends = np.empty(9, np.int32), np.empty(2, np.int64)
            count = redraw(
                np.array([0, 1, 2, 1, 2, 4], np.int32),
                np.array([0, 0, 0, 1, 1, 0], np.int32),
                np.array([0, 5, 6]),
                2,
                np.array([0, 1, 2, 0, 1, 0, 1, 2, 1, 2], np.int32),
                np.array([0, 1, 2, 3, 5, 8, 10]),
                table.reshape(-1),
                8,
                np.array([3, 4, 5], np.int32),
                cut,
                np.array([7, 11], np.uint64),
                np.empty(8, np.int32),
                np.empty(8, np.int32),
                out,
                ends,
            )
            return out[:count].tolist(), ends.tolist()

        assert run(0) == ([4, 5, 4], [2, 3])
        assert run(1 << 53) == ([0, 1, 2, 1, 2, 0, 1, 2], [5, 8])
