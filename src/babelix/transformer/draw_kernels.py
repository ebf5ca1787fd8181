# mypy: allow-untyped-defs, allow-untyped-calls
"""The Mersenne Twister (Matsumoto and Nishimura 1998, MT19937), compiled: the words that torch's generator draws."""

import numba
import numpy as np

from babelix.base.native import signature

N, _M = 624, 397
_compiled = numba.njit(error_model="numpy")


def _twisting(ahead):
    """Return ``x[k + n] = x[k + m] xor (upper bit of x[k], lower bits of x[k + 1]) A`` in place, x[k + m] `ahead`."""

    @_compiled
    def twist(state, begin, end):
        for k in range(begin, end):
            y = (state[k] & np.uint32(0x80000000)) | (state[k + 1] & np.uint32(0x7FFFFFFF))
            odd = np.uint32(0) - (y & np.uint32(1))
            state[k] = state[k + ahead] ^ (y >> np.uint32(1)) ^ (odd & np.uint32(0x9908B0DF))

    return twist


# How far is known where it is compiled: so far apart, sixteen at once are none of those that they are made of.
_twist, _twist_back = _twisting(_M), _twisting(_M - N)


@signature("uint32* int64 int64 uint32* uint64* int64 -> int64")
def draw(state, unread, place, out, pairs, count):
    """Draw `count` words of 64 bits, the upper half first; return the numbers of the state that are left unread.

    `state` has room for one number more; `unread` of it are left, from `place` on. `pairs` is
    where `out` is.
    """
    done = 0
    while done < 2 * count:
        if unread == 0:
            _twist(state, 0, N - _M)
            _twist_back(state, N - _M, N - 1)
            state[N] = state[0]
            _twist_back(state, N - 1, N)
            unread, place = N, 0
        some = min(unread, 2 * count - done)
        for j in range(some):
            y = state[place + j]
            y ^= y >> np.uint32(11)
            y ^= (y << np.uint32(7)) & np.uint32(0x9D2C5680)
            y ^= (y << np.uint32(15)) & np.uint32(0xEFC60000)
            out[done + j] = y ^ (y >> np.uint32(18))
        unread, place, done = unread - some, place + some, done + some
    for j in range(count):
        pairs[j] = (pairs[j] << np.uint64(32)) | (pairs[j] >> np.uint64(32))
    return unread
