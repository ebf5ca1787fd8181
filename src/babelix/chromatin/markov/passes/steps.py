"""A chromosome as steps: single bins, and long runs of its most repeated pattern taken in jumps.

A run of n bins of one pattern is one multiplication by M^n, M = A diag(b). So that few powers are needed, n is written
as r + 32 q: one jump of r < 32 bins (single bins below 3) and one of 32 2^i for every binary digit of q.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from babelix.chromatin.marks.files import Marks

BASE = 32
SHORTEST = 3


@dataclass(frozen=True)
class Steps:
    """The steps of one file.

    `codes` (steps, int32): below P the pattern of a bin, P + j a jump of ``lengths[j]`` bins of pattern `repeated`.
    `patterns` is (P x M, uint8); `bins` (P) counts every pattern's bins; `jumped` is the bins taken in jumps.
    """

    codes: NDArray[np.int32]
    patterns: NDArray[np.uint8]
    bins: NDArray[np.int64]
    repeated: int
    lengths: tuple[int, ...]
    jumped: int

    def singles(self) -> "Steps":
        """Return the same bins, every one a step of its own."""
        count = len(self.patterns)
        pattern = np.concatenate([np.arange(count), np.full(len(self.lengths), self.repeated)]).astype(
            np.int32
        )
        length = np.concatenate([np.ones(count, np.int64), np.array(self.lengths, np.int64)])
        codes = np.repeat(pattern[self.codes], length[self.codes])
        return Steps(codes, self.patterns, self.bins, self.repeated, (), 0)


def compile_steps(marks: Marks) -> Steps:
    """Return the steps of one file; the repeated pattern is the one whose runs save the most steps."""
    pattern, length = marks.pattern, marks.length.astype(np.int64)
    count = len(marks.patterns)
    bins = np.bincount(pattern, weights=length, minlength=count).astype(np.int64)
    saved = np.bincount(pattern, weights=np.where(length >= SHORTEST, length - 1, 0), minlength=count)
    repeated = int(np.argmax(saved))
    # The first bin has no bin before it: it is always a step of its own.
    if length[0] > 1:
        pattern = np.concatenate([pattern[:1], pattern])
        length = np.concatenate([[1, length[0] - 1], length[1:]])
    runs = np.flatnonzero(pattern == repeated)
    others = np.flatnonzero(pattern != repeated)
    quotient, rest = np.divmod(length[runs], BASE)
    jumps = [(np.flatnonzero(rest >= SHORTEST), 0, rest)]
    for digit in range(int(quotient.max(initial=0)).bit_length()):
        jumps.append((np.flatnonzero(quotient >> digit & 1), digit + 1, np.full(len(runs), BASE << digit)))
    lengths = sorted({int(n) for chosen, _, size in jumps for n in np.unique(size[chosen])})
    single = np.flatnonzero((rest < SHORTEST) & (rest > 0))
    run = np.concatenate([others, runs[single], *(runs[chosen] for chosen, _, _ in jumps)])
    place = np.concatenate(
        [np.zeros(len(others) + len(single), np.int64), *(np.full(len(c), at) for c, at, _ in jumps)]
    )
    code = np.concatenate(
        [
            pattern[others],
            np.full(len(single), repeated),
            *(count + np.searchsorted(lengths, size[chosen]) for chosen, _, size in jumps),
        ]
    )
    times = np.concatenate(
        [length[others], rest[single], np.ones(len(code) - len(others) - len(single), np.int64)]
    )
    order = np.lexsort((place, run))
    codes = np.repeat(code[order], times[order]).astype(np.int32)
    jumped = int(length[runs].sum() - rest[single].sum())
    return Steps(codes, marks.patterns, bins, repeated, tuple(lengths), jumped)
