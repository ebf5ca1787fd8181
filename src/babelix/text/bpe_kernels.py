"""Byte-pair encoding with merges left out, to be compiled (`babelix.text.bpe_dropout`): importing it loads numba."""
# mypy: allow-untyped-defs, allow-untyped-calls

import numba
import numpy as np

from babelix.base.native import signature

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_NONE = np.int32(2**31 - 1)


@numba.njit
def _mixed(z):
    """Return SplitMix64's output function of its state (Steele, Lea and Flood 2014)."""
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@numba.njit
def _rank(table, size, left, right):
    """Return the rank of the merge of two ids, or _NONE; `table` holds (left, right, rank) a slot, open-addressed."""
    mask = np.uint64(size - 1)
    place = np.int64(_mixed((np.uint64(left) << np.uint64(32)) | np.uint64(right)) & mask)
    while table[3 * place + 2] != _NONE:
        if table[3 * place] == left and table[3 * place + 1] == right:
            return table[3 * place + 2]
        place = np.int64(np.uint64(place + 1) & mask)
    return _NONE


@numba.njit
def _split(pieces, ranks, n, table, size, merged, cut, state):
    """Merge the first `n` of `pieces` until no merge is left or kept; return how many are left, and the draws' state.

    A merge is skipped in one round when the draw of 53 bits is below `cut`; each round draws anew (algorithm 1).
    """
    for i in range(n - 1):
        ranks[i] = _rank(table, size, pieces[i], pieces[i + 1])
    while n > 1:
        best, at = _NONE, -1
        for i in range(n - 1):
            if ranks[i] == _NONE:
                continue
            if cut > 0:
                state += _GOLDEN
                if np.int64(_mixed(state) >> _S11) < cut:
                    continue
            if ranks[i] < best:
                best, at = ranks[i], i
        if at < 0:
            break
        pieces[at] = merged[best]
        for i in range(at + 1, n - 1):
            pieces[i], ranks[i - 1] = pieces[i + 1], ranks[i]
        n -= 1
        if at > 0:
            ranks[at - 1] = _rank(table, size, pieces[at - 1], pieces[at])
        if at < n - 1:
            ranks[at] = _rank(table, size, pieces[at], pieces[at + 1])
    return n, state


@signature(
    "int32* int32* int64* int64 int32* int64* int32* int64 int32* int64 uint64* int32* int32* int32* int64* -> int64"
)
def redraw(
    ids,
    words,
    offsets,
    rows,
    byte_ids,
    byte_offsets,
    table,
    size,
    merged,
    cut,
    keys,
    pieces,
    ranks,
    out,
    ends,
):
    """Write the ids of every row anew, from its bytes up, into `out`, and where each row ends into `ends`.

    `words` numbers the word each id stands in; id i is made of ``byte_ids[byte_offsets[i] : byte_offsets[i + 1]]``;
    `keys` holds the state each row's draws begin with. `pieces` and `ranks` have room for the bytes of any word, `out`
    for those of all rows. Returns the number of ids written.
    """
    filled = 0
    for row in range(rows):
        state = keys[row]
        at = offsets[row]
        while at < offsets[row + 1]:
            n, word = 0, words[at]
            while at < offsets[row + 1] and words[at] == word:
                for k in range(byte_offsets[ids[at]], byte_offsets[ids[at] + 1]):
                    pieces[n] = byte_ids[k]
                    n += 1
                at += 1
            n, state = _split(pieces, ranks, n, table, size, merged, cut, state)
            for k in range(n):
                out[filled] = pieces[k]
                filled += 1
        ends[row] = filled
    return filled
